import { existsSync, statSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { storeErrorAt } from '../../net/store/store-error.js'
import { MOST_BENCODE_BYTES } from '../../net/torrent/bencode.js'
import { type Metainfo, readMetainfo } from '../../net/torrent/metainfo.js'
import { TorrentError } from '../../net/torrent/torrent-error.js'
import { UsageError } from '../usage-error.js'

/** The bytes of a .torrent that the user named. Throws a UsageError if there can be none. */
export async function readTorrentBytes(file: string): Promise<Uint8Array> {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats?.isFile()) {
    const found = stats === undefined ? 'no such file' : 'no file but a folder or device'
    throw new UsageError(`${file}: expected a .torrent or a magnet link, found ${found}`)
  }
  if (stats.size > MOST_BENCODE_BYTES) {
    throw new UsageError(
      `${file}: expected a .torrent of at most 16 MiB, found ${stats.size} bytes`,
    )
  }
  return readFile(file)
}

/** Reads a .torrent that the user named. Throws a UsageError or a TorrentError with its name. */
export async function loadTorrent(file: string): Promise<Metainfo> {
  const bytes = await readTorrentBytes(file)
  try {
    return readMetainfo(bytes)
  } catch (error) {
    throw error instanceof TorrentError ? error.within(file) : error
  }
}

/** Throws a UsageError unless a file of this name can be new. */
export function refuseExisting(file: string): void {
  if (existsSync(file)) throw new UsageError(`--out: ${file} exists, and is not overwritten`)
  const folder = dirname(file)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--out: expected a folder ${folder}, found none`)
  }
}

/**
 * Writes a new file, which is there whole or not at all. Throws a UsageError if one is there, a
 * StoreError of its name if it cannot be written.
 */
export async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
  const growing = `${file}.${process.pid}.part`
  try {
    await writeFile(growing, bytes, { flag: 'wx' })
    // A link, unlike a new name, never takes the place of what came meanwhile. Some file systems
    // have none.
    await link(growing, file).catch(async (error: NodeJS.ErrnoException) => {
      refuseExisting(file)
      if (error.code === 'EEXIST') throw error
      await rename(growing, file)
    })
  } catch (error) {
    throw storeErrorAt(file, error)
  } finally {
    await rm(growing, { force: true })
  }
}
