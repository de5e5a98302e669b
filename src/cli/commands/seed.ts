import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { CLIENT_NAME } from '../../net/session/client-identity.js'
import { findContent } from '../../net/torrent/content.js'
import { formatMagnet } from '../../net/torrent/magnet.js'
import { type Metainfo, readMetainfo } from '../../net/torrent/metainfo.js'
import { defaultPieceBytes, makeTorrent } from '../../net/torrent/torrent-maker.js'
import { runClient } from '../client/client-run.js'
import { loadTorrent } from '../client/torrent-file.js'
import type { Command } from '../command.js'
import { CLIENT_OPTIONS, type ClientArgs } from '../options/client-options.js'
import { showByteProgress } from '../terminal/byte-progress.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { VERSION } from '../version.js'

interface SeedArgs extends ClientArgs {
  readonly path: string
  readonly torrent?: string
}

/** Seeds a file or folder with the simulator's peer on real sockets. */
export const seed: Command<SeedArgs> = {
  name: 'seed',
  operands: '<path>',
  about: 'Seed a file or folder',
  positionals: { path: { type: 'string', describe: 'File or folder to seed' } },
  options: {
    torrent: {
      type: 'string',
      requiresArg: true,
      describe: 'The .torrent file of PATH. Default: make one and print its magnet link',
    },
    'super-seeding': {
      type: 'boolean',
      describe:
        'Offer each neighbour one piece at a time (BEP 16), for the first seed of a torrent',
    },
    ...CLIENT_OPTIONS,
  },
  examples: [
    ['sim seed ubuntu.iso --torrent ubuntu.torrent', 'Seed until Ctrl-C'],
    ['sim seed album --seed-for "2 h" --up "1 Mbit/s"', 'Seed for two hours with an upload limit'],
  ],
  async act(args, terminal) {
    const stats = statSync(args.path, { throwIfNoEntry: false })
    if (stats === undefined) {
      throw new UsageError(`${args.path}: no such file or folder; "sim get" downloads a torrent`)
    }
    const path = resolve(args.path)
    const torrent =
      args.torrent === undefined
        ? await madeTorrent(path, args, terminal)
        : renamed(await loadTorrent(args.torrent), path, stats.isDirectory())
    const task = { torrent, folder: dirname(path), readOnly: true, endsWhenFinished: false }
    return runClient(task, args, terminal)
  },
}

/** Uses the content's name on this disk, which may differ from the torrent's. */
function renamed(metainfo: Metainfo, path: string, isFolder: boolean): Metainfo {
  if (metainfo.isFolder !== isFolder) {
    const expected = metainfo.isFolder ? 'a folder' : 'a file'
    const found = isFolder ? 'a folder' : 'a file'
    throw new UsageError(`${path}: the torrent is of ${expected}, found ${found}`)
  }
  const files = metainfo.files.map((file) => ({
    ...file,
    path: file.path.length > 0 ? [basename(path), ...file.path.slice(1)] : file.path,
  }))
  return { ...metainfo, files }
}

async function madeTorrent(path: string, args: SeedArgs, terminal: Terminal): Promise<Metainfo> {
  const content = await findContent([path])
  const { sizeBytes } = content
  const progress = showByteProgress('hashing', sizeBytes, terminal.stderr, args.quiet || args.json)
  const plan = {
    pieceBytes: defaultPieceBytes(sizeBytes),
    announceTiers: [],
    createdBy: `${CLIENT_NAME} ${VERSION}`,
    createdSeconds: Math.floor(Date.now() / 1000),
    isPrivate: false,
  }
  const made = await makeTorrent(content, plan, (bytes) => progress.update(bytes))
  progress.end()
  const metainfo = readMetainfo(made)
  if (!args.json) terminal.stdout.write(`${formatMagnet(metainfo)}\n`)
  return metainfo
}
