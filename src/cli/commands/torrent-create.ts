import { formatBytes, readQuantity } from '../../lab/scenario/units.js'
import { quoted } from '../../net/common/plain-text.js'
import { findContent } from '../../net/torrent/content.js'
import { formatMagnet } from '../../net/torrent/magnet.js'
import { readMetainfo } from '../../net/torrent/metainfo.js'
import { defaultPieceBytes, makeTorrent } from '../../net/torrent/torrent-maker.js'
import { refuseExisting, writeNewFile } from '../client/torrent-file.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { showByteProgress } from '../terminal/byte-progress.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { PROGRAM, VERSION } from '../version.js'

interface CreateArgs {
  readonly path: readonly [string, ...string[]]
  readonly out?: string
  readonly tracker?: readonly string[]
  readonly 'piece-length'?: string
  readonly comment?: string
  readonly private?: boolean
  readonly name?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

const SHORTEST_PIECE_BYTES = 2 ** 14
const LONGEST_PIECE_BYTES = 2 ** 28

const PROTOCOLS = ['http:', 'https:', 'udp:', 'ws:', 'wss:']

/** Makes a .torrent file. */
export const torrentCreate: Command<CreateArgs> = {
  name: 'create',
  operands: '<path..>',
  about: 'Make a .torrent of a file, a folder, or several in one folder',
  positionals: {
    path: {
      type: 'string',
      array: true,
      describe: 'Files or folders to share, hidden files included',
    },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'File to write. Default: NAME.torrent in this folder',
    },
    tracker: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Announce URL. Repeat it for another tier; separate URLs of one tier with commas',
    },
    'piece-length': {
      type: 'string',
      requiresArg: true,
      describe:
        'Piece length, such as "256 KiB". Default: 16 KiB to 16 MiB, for 1,000 to 2,000 pieces',
    },
    comment: { type: 'string', requiresArg: true, describe: 'Comment to store in the .torrent' },
    private: {
      type: 'boolean',
      describe: 'Private torrent: clients use its trackers only (BEP 27)',
    },
    name: {
      type: 'string',
      requiresArg: true,
      describe: 'Name of the file or folder in the torrent',
    },
    json: { type: 'boolean', describe: 'Print the result as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
  },
  examples: [
    ['sim torrent create album --tracker http://localhost:8000/announce', 'Write album.torrent'],
    [
      'sim torrent create a.iso --tracker udp://a:1,udp://b:1 --tracker http://c:1',
      'Two tiers of trackers',
    ],
  ],
  act: create,
}

async function create(args: CreateArgs, { stdout, stderr }: Terminal): Promise<number> {
  const announceTiers = (args.tracker ?? []).map(tierOf)
  const chosenBytes = pieceBytesOf(args['piece-length'])
  if (args.path.length > 1 && args.name === undefined) {
    throw new UsageError('several paths need a folder to be in; name it with --name NAME')
  }
  const content = await findContent(args.path, args.name)
  const out = args.out ?? `${content.name}.torrent`
  refuseExisting(out)
  const progress = showByteProgress(content.name, content.sizeBytes, stderr, args.quiet)
  const plan = {
    pieceBytes: chosenBytes ?? defaultPieceBytes(content.sizeBytes),
    announceTiers,
    comment: args.comment,
    createdBy: `${PROGRAM} ${VERSION}`,
    createdSeconds: Math.floor(Date.now() / 1000),
    isPrivate: args.private ?? false,
  }
  const torrent = await makeTorrent(content, plan, progress.update).finally(progress.end)
  const { infoHashHex, name, files, sizeBytes, pieceBytes } = readMetainfo(torrent, 'linux')
  await writeNewFile(out, torrent)
  const magnet = formatMagnet({ infoHashHex, name, announceTiers })
  if (args.json) {
    const pieces = Math.ceil(sizeBytes / pieceBytes)
    const counts = { sizeBytes, pieceBytes, pieces, files: files.length }
    const line = { torrent: out, infoHash: infoHashHex, magnet, name, ...counts }
    stdout.write(`${JSON.stringify(line)}\n`)
  } else stdout.write(`torrent: ${out}\ninfo hash: ${infoHashHex}\nmagnet: ${magnet}\n`)
  return DONE
}

/** Parses the URLs of one tier, separated by commas. */
function tierOf(text: string): string[] {
  return text.split(',').map((part) => {
    const url = part.trim()
    if (URL.canParse(url) && PROTOCOLS.includes(new URL(url).protocol)) return url
    throw new UsageError(
      `--tracker: expected an http, https, udp, ws or wss URL, found ${quoted(part)}`,
    )
  })
}

function pieceBytesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const bytes = readQuantity('size', /^\d+$/.test(text) ? Number(text) : text)
  const isPower = Number.isInteger(Math.log2(bytes))
  if (isPower && bytes >= SHORTEST_PIECE_BYTES && bytes <= LONGEST_PIECE_BYTES) return bytes
  const range = `${formatBytes(SHORTEST_PIECE_BYTES)} to ${formatBytes(LONGEST_PIECE_BYTES)}`
  throw new UsageError(`--piece-length: expected a power of two, ${range}, found ${quoted(text)}`)
}
