import { existsSync, statSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { MAX_BENCODE_BYTES } from '../../base/bencode.js'
import { storeErrorAt } from '../../net/store/store-error.js'
import { type Metainfo, readMetainfo } from '../../net/torrent/metainfo.js'
import { TorrentError } from '../../net/torrent/torrent-error.js'
import { UsageError } from '../usage-error.js'
import { fetchTorrentBytes, isTorrentUrl } from './torrent-url.js'

/** Reads the bytes of a .torrent from a file or URL. Throws a UsageError if it cannot. */
export async function readTorrentBytes(file: string): Promise<Uint8Array> {
  if (isTorrentUrl(file)) return fetchTorrentBytes(file)
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats?.isFile()) {
    const found = stats === undefined ? 'no such file' : 'a folder or device'
    const advice = '"sim torrent create FOLDER" makes one'
    throw new UsageError(`${file}: expected a .torrent or a magnet link, found ${found}; ${advice}`)
  }
  if (stats.size > MAX_BENCODE_BYTES) {
    throw new UsageError(
      `${file}: expected a .torrent of at most 16 MiB, found ${stats.size} bytes`,
    )
  }
  return readFile(file)
}

/** Reads a .torrent. Throws a UsageError or a TorrentError that names the file. */
export async function loadTorrent(file: string): Promise<Metainfo> {
  const bytes = await readTorrentBytes(file)
  try {
    return readMetainfo(bytes)
  } catch (error) {
    throw error instanceof TorrentError ? error.within(file) : error
  }
}

/** Throws a UsageError unless a new file can have this name. */
export function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new UsageError(`--out: ${file} exists already; delete it or choose another name`)
  const folder = dirname(file)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--out: folder ${folder} does not exist; make it first`)
  }
}

/**
 * Writes a new file completely or not at all. Throws a UsageError if it exists, and a StoreError
 * with its name if it cannot be written.
 */
export async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${process.pid}.part`
  try {
    await writeFile(partial, bytes, { flag: 'wx' })
    // Unlike a rename, a link never replaces a file that appeared meanwhile. Some file systems
    // have no links.
    await link(partial, file).catch(async (error: NodeJS.ErrnoException) => {
      refuseExisting(file)
      if (error.code === 'EEXIST') throw error
      await rename(partial, file)
    })
  } catch (error) {
    throw storeErrorAt(file, error)
  } finally {
    await rm(partial, { force: true })
  }
}
