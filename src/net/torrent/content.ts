import type { Stats } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { plainText, quoted } from '../common/plain-text.js'
import { type Path, safePaths } from './safe-path.js'
import { TorrentError } from './torrent-error.js'

/** A file on this machine to put in a torrent. */
export interface ContentFile {
  /** Its path on this machine. */
  readonly file: string
  /** Its path in the torrent, beginning with the torrent's name. */
  readonly path: Path
  readonly lengthBytes: number
  /** Its modification time, in milliseconds. */
  readonly changedMs: number
}

/** The files to make a torrent of. */
export interface Content {
  readonly name: string
  readonly isFolder: boolean
  /** In the order of the pieces. */
  readonly files: readonly ContentFile[]
  readonly sizeBytes: number
}

/**
 * Lists the files at these paths: one file, one folder, or several of both as if in a folder
 * `name`. Files are sorted by name and include hidden ones, so that the same files make the same
 * torrent everywhere; links are followed.
 *
 * Not create-torrent, which takes files in the order of the disk, silently leaves out hidden ones,
 * and never returns if there is a pipe or a socket.
 * @throws TorrentError for files that cannot be in a torrent; the system's error for unreadable
 * ones
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

/** Adds a file or all files of a folder; `above` are its parents, to detect link cycles. */
async function addAll(
  file: string,
  path: Path,
  above: ReadonlySet<string>,
  files: ContentFile[],
): Promise<void> {
  const stats = await statOf(file)
  if (stats.isFile()) {
    // Not access(2), which checks the rights of the real user, not the effective one.
    await (await open(file)).close()
    files.push({ file, path, lengthBytes: stats.size, changedMs: stats.mtimeMs })
    return
  }
  if (!stats.isDirectory()) throw new TorrentError(file, 'a file or folder', 'a device or socket')
  const self = `${stats.dev}:${stats.ino}`
  if (above.has(self)) throw new TorrentError(file, 'no link cycle', 'a link to a folder above it')
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
    throw new TorrentError(file, 'a file or folder', 'nothing')
  }
}

/** Refuses names that others would have to change to store the file. */
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
