import { plainText, quoted } from '../common/plain-text.js'
import { TorrentError } from './torrent-error.js'

/** As long as a name may be on ext4, NTFS, APFS and most others, in bytes of UTF-8. */
const MOST_NAME_BYTES = 255

/** More folders in each other are refused: no honest torrent comes near. */
const MOST_DEPTH = 100

/** What Windows takes for a device, whatever follows the dot ("Naming Files" in its manual). */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i

/** The names of the folders on the way to a file, and its own. */
export type Path = readonly string[]

/**
 * Where the files of a torrent may be written, in the same order, below the download folder.
 *
 * Refused with a TorrentError is what no honest torrent holds or what cannot be stored: an empty
 * name, `.`, `..`, a slash or backslash in a name (thus all absolute paths), a name of over 255
 * bytes, a path of over 100 names, two files of one path (also by case, where the file system is
 * likely to ignore it: on Windows and macOS), and a file where another needs a folder.
 *
 * Made safe is what honest torrents do hold: control characters and marks of direction become `_`;
 * and on Windows `<>:"|?*` (thus drive letters), and dots and spaces at the end, which it drops,
 * become `_` too, and a device's name such as `aux.c` gets one before it.
 */
export function safePaths(paths: readonly Path[], platform = process.platform): Path[] {
  const safe = paths.map((path) => {
    if (path.length > MOST_DEPTH) {
      throw new TorrentError(placeOf(path), `at most ${MOST_DEPTH} names`, `${path.length}`)
    }
    return path.map((name) => safeName(name, path, platform))
  })
  refuseCollisions(safe, platform)
  return safe
}

function safeName(name: string, path: Path, platform: NodeJS.Platform): string {
  const refuse = (found: string) => new TorrentError(placeOf(path), 'a plain name', found)
  if (name === '') throw refuse('an empty name')
  if (name === '.' || name === '..') throw refuse(`"${name}", which names another folder`)
  if (/[/\\]/.test(name)) throw refuse('a slash or backslash in a name')
  let safe = plainText(name)
  if (platform === 'win32') {
    safe = safe.replace(/[<>:"|?*]/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length))
    if (DEVICE.test(safe)) safe = `_${safe}`
  }
  const bytes = Buffer.byteLength(safe)
  if (bytes > MOST_NAME_BYTES) {
    throw new TorrentError(
      placeOf(path),
      `names of at most ${MOST_NAME_BYTES} bytes`,
      `one of ${bytes}`,
    )
  }
  return safe
}

function refuseCollisions(paths: readonly Path[], platform: NodeJS.Platform): void {
  const caseless = platform === 'win32' || platform === 'darwin'
  const files = new Map<string, Path>()
  // No name holds a slash by now.
  const keyOf = (path: Path) => {
    const key = path.join('/')
    return caseless ? key.normalize('NFC').toLowerCase() : key
  }
  for (const path of paths) {
    const other = files.get(keyOf(path))
    if (other) throw new TorrentError(placeOf(path), 'a file of its own', nameOf(other))
    files.set(keyOf(path), path)
  }
  for (const path of paths) {
    for (let depth = 1; depth < path.length; depth++) {
      const other = files.get(keyOf(path.slice(0, depth)))
      if (other) {
        throw new TorrentError(placeOf(path), 'folders on its way', `the file ${nameOf(other)}`)
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
