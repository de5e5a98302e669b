import { StoreError } from './store-error.js'

/** Full paths of the files that stores of this process write. */
const claimed = new Set<string>()

/**
 * Claims files for one writer; answers how to give them back.
 * @throws StoreError if a file is claimed already, then nothing is
 */
export function claimFiles(paths: readonly string[]): () => void {
  const mine: string[] = []
  const release = () => {
    for (const path of mine) claimed.delete(path)
    mine.length = 0
  }
  for (const path of paths) {
    if (claimed.has(path)) {
      release()
      throw new StoreError(path, 'is written by two torrents, or twice by one; use another folder')
    }
    claimed.add(path)
    mine.push(path)
  }
  return release
}
