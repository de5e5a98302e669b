import type { Stats } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { plainText, quoted } from '../common/plain-text.js'
import { type Path, safePaths } from './safe-path.js'
import { TorrentError } from './torrent-error.js'

/** A file on this machine that is to be in a torrent. */
export interface ContentFile {
  /** Where it lies on this machine. */
  readonly file: string
  /** What the torrent calls it: the torrent's own name first. */
  readonly path: Path
  readonly lengthBytes: number
  /** When it was last changed, in milliseconds. */
  readonly changedMs: number
}

/** What a torrent is to be made of. */
export interface Content {
  readonly name: string
  readonly isFolder: boolean
  /** In the order in which they are cut into pieces. */
  readonly files: readonly ContentFile[]
  readonly sizeBytes: number
}

/**
 * Lists what lies at these paths: one file, one folder, or several of both as if they lay in a
 * folder `name`. Folders are listed in order of their names, hidden files included, so that the
 * same files make the same torrent everywhere; links are followed. Throws a TorrentError for what
 * cannot be in a torrent, and the system's error for what cannot be read.
 *
 * By hand and not by create-torrent, which takes files in the order of the disk, leaves out hidden
 * ones without a word, and never answers where there is a pipe or a socket.
 */
export async function findContent(
  paths: readonly [string, ...string[]],
  name = basename(resolve(paths[0])),
): Promise<Content> {
  const [only, ...others] = paths
  const isFolder = others.length > 0 || (await statOf(only)).isDirectory()
  const files: ContentFile[] = []
  for (const path of paths) {
    const own = others.length > 0 ? [name, basename(resolve(path))] : [name]
    await addAll(path, own, new Set(), files)
  }
  const sizeBytes = files.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
  if (sizeBytes === 0) {
    const found = files.length === 0 ? 'no files' : 'only empty files'
    throw new TorrentError(paths.join(', '), 'at least one byte to share', found)
  }
  refuseUnsafe(files)
  return { name, isFolder, files, sizeBytes }
}

/** `above` are the folders on the way, so that a link back to one of them is found. */
async function addAll(
  file: string,
  path: Path,
  above: ReadonlySet<string>,
  files: ContentFile[],
): Promise<void> {
  const stats = await statOf(file)
  if (stats.isFile()) {
    // Not access(2): it asks what the real user may, not who the process acts for.
    await (await open(file)).close()
    files.push({ file, path, lengthBytes: stats.size, changedMs: stats.mtimeMs })
    return
  }
  if (!stats.isDirectory()) throw new TorrentError(file, 'a file or folder', 'neither')
  const self = `${stats.dev}:${stats.ino}`
  if (above.has(self)) throw new TorrentError(file, 'no way back', 'a link to a folder above it')
  for (const name of (await readdir(file)).sort()) {
    await addAll(join(file, name), [...path, name], new Set([...above, self]), files)
  }
}

async function statOf(file: string): Promise<Stats> {
  try {
    return await stat(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
    throw new TorrentError(file, 'a file or folder', 'none')
  }
}

/** Others would have to store a file under another name than it has here. */
function refuseUnsafe(files: readonly ContentFile[]): void {
  const safe = safePaths(
    files.map(({ path }) => path),
    'linux',
  )
  for (const [i, { file, path }] of files.entries()) {
    const odd = path.find((name, depth) => name !== safe[i][depth])
    if (odd !== undefined) {
      throw new TorrentError(plainText(file), 'names without control characters', quoted(odd))
    }
  }
}
