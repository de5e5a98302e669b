import { plainText, quoted } from '../common/plain-text.js'
import { TorrentError } from './torrent-error.js'

/** The longest name on ext4, NTFS, APFS and most others, in bytes of UTF-8. */
const MAX_NAME_BYTES = 255

/** The most names of a path; real torrents have far fewer. */
const MAX_DEPTH = 100

/** Device names of Windows, whatever the extension ("Naming Files" in its manual). */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i

/** The names of a file's folders, and its own name. */
export type Path = readonly string[]

/**
 * Returns safe paths for the files of a torrent, in the same order, below the download folder.
 *
 * Names that occur in real torrents are made safe: control characters and direction marks become
 * `_`. On Windows, `<>:"|?*` (so drive letters, too) and trailing dots and spaces, which it drops,
 * become `_`, and a device name such as `aux.c` gets a leading `_`.
 * @throws TorrentError for paths that no honest torrent has or that cannot be stored: an empty
 * name, `.`, `..`, a slash or backslash in a name (so all absolute paths), a name of over 255
 * bytes, a path of over 100 names, two files with one path (ignoring case on Windows and macOS),
 * and a file where another needs a folder
 */
export function safePaths(paths: readonly Path[], platform = process.platform): Path[] {
  const safe = paths.map((path) => {
    if (path.length > MAX_DEPTH) {
      throw new TorrentError(placeOf(path), `at most ${MAX_DEPTH} names`, `${path.length}`)
    }
    return path.map((name) => safeName(name, path, platform))
  })
  refuseCollisions(safe, platform)
  return safe
}

function safeName(name: string, path: Path, platform: NodeJS.Platform): string {
  const refuse = (found: string) => new TorrentError(placeOf(path), 'a valid file name', found)
  if (name === '') throw refuse('an empty name')
  if (name === '.' || name === '..') throw refuse(`"${name}", which names another folder`)
  if (/[/\\]/.test(name)) throw refuse('a slash or backslash in a name')
  let safe = plainText(name)
  if (platform === 'win32') {
    safe = safe.replace(/[<>:"|?*]/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length))
    if (DEVICE.test(safe)) safe = `_${safe}`
  }
  const bytes = Buffer.byteLength(safe)
  if (bytes > MAX_NAME_BYTES) {
    throw new TorrentError(
      placeOf(path),
      `names of at most ${MAX_NAME_BYTES} bytes`,
      `one of ${bytes}`,
    )
  }
  return safe
}

function refuseCollisions(paths: readonly Path[], platform: NodeJS.Platform): void {
  const caseless = platform === 'win32' || platform === 'darwin'
  const files = new Map<string, Path>()
  // No name contains a slash at this point.
  const keyOf = (path: Path) => {
    const key = path.join('/')
    return caseless ? key.normalize('NFC').toLowerCase() : key
  }
  for (const path of paths) {
    const other = files.get(keyOf(path))
    if (other) throw new TorrentError(placeOf(path), 'a path of its own', nameOf(other))
    files.set(keyOf(path), path)
  }
  for (const path of paths) {
    for (let depth = 1; depth < path.length; depth++) {
      const other = files.get(keyOf(path.slice(0, depth)))
      if (other) {
        throw new TorrentError(placeOf(path), 'folders above it', `the file ${nameOf(other)}`)
      }
    }
  }
}

function placeOf(path: Path): string {
  return `file ${nameOf(path)}`
}

function nameOf(path: Path): string {
  return quoted(path.join('/'))
}
