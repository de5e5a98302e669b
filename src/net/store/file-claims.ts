import { StoreError } from './store-error.js'

/** Full paths of the files that stores in this process write. */
const claimed = new Set<string>()

/**
 * Claims files for one writer; returns a function that releases them.
 * @throws StoreError if a file is claimed already; then none is claimed
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
      throw new StoreError(
        path,
        'another torrent writes this file, or this one names it twice; use another --out folder',
      )
    }
    claimed.add(path)
    mine.push(path)
  }
  return release
}
