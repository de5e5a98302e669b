import { BencodeError, decode } from '../../base/bencode.js'
import { formatBytes } from '../../lab/scenario/units.js'
import { plainText } from '../../net/common/plain-text.js'
import { formatMagnet, isMagnet, type Magnet, parseMagnet } from '../../net/torrent/magnet.js'
import type { Metainfo } from '../../net/torrent/metainfo.js'
import { loadTorrent, readTorrentBytes } from '../client/torrent-file.js'
import { torrentJson } from '../client/torrent-json.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface ShowArgs {
  readonly torrent: string
  readonly json?: boolean
}

/** The most files listed; further files are counted. */
const MAX_FILES = 50

/** Shows the content of a .torrent or magnet link. */
export const torrentShow: Command<ShowArgs> = {
  name: 'show',
  operands: '<torrent>',
  about: 'Show the content of a .torrent or magnet link',
  positionals: {
    torrent: { type: 'string', describe: 'A .torrent file, or a magnet link in quotes' },
  },
  options: {
    json: {
      type: 'boolean',
      describe: 'Print all fields as JSON; binary ones in hex',
    },
  },
  examples: [
    ['sim torrent show album.torrent', 'Show name, size, files, trackers and magnet link'],
    [
      'sim torrent show album.torrent --json | jq .info.pieces[0]',
      'Print the hash of the first piece',
    ],
  ],
  act: show,
}

async function show({ torrent, json }: ShowArgs, { stdout }: Terminal): Promise<number> {
  if (isMagnet(torrent)) {
    const magnet = parseMagnet(torrent)
    const { infoHashHex: infoHash, name, announceTiers, peers } = magnet
    if (json) stdout.write(jsonText({ infoHash, name, announceTiers, peers }))
    else stdout.write(table(magnetRows(magnet)))
  } else if (json) {
    stdout.write(jsonText(torrentJson(await decodeFile(torrent))))
  } else {
    const metainfo = await loadTorrent(torrent)
    stdout.write(table(torrentRows(metainfo)) + fileTable(metainfo))
  }
  return DONE
}

/** Decodes any bencode file, so that an invalid torrent can be examined. */
async function decodeFile(file: string) {
  try {
    return decode(await readTorrentBytes(file))
  } catch (error) {
    if (error instanceof BencodeError)
      throw new UsageError(`${file}: not a .torrent; ${error.message}`)
    throw error
  }
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

type Row = readonly [label: string, text: string | undefined]

function torrentRows(metainfo: Metainfo): Row[] {
  const { infoHashHex, name, sizeBytes, pieceBytes, files, announceTiers, createdSeconds } =
    metainfo
  const pieces = Math.ceil(sizeBytes / pieceBytes)
  const written = files.filter(({ path }) => path.length > 0)
  return [
    ['name', name],
    ['size', `${formatBytes(sizeBytes)} (${sizeBytes} bytes)`],
    ['pieces', `${pieces} of ${formatBytes(pieceBytes)}`],
    ['files', metainfo.isFolder ? `${written.length} in a folder` : '1'],
    ['trackers', tierText(announceTiers)],
    ['web seeds', metainfo.webSeeds.join('\n') || undefined],
    ['private', metainfo.isPrivate ? 'yes: peers from trackers only' : 'no'],
    ['comment', metainfo.comment],
    ['created by', metainfo.createdBy],
    ['created', createdSeconds === undefined ? undefined : dateText(createdSeconds)],
    ['info hash', infoHashHex],
    ['magnet', formatMagnet({ infoHashHex, name, announceTiers })],
  ]
}

function magnetRows({ infoHashHex, name, announceTiers, peers }: Magnet): Row[] {
  return [
    ['name', name],
    ['trackers', tierText(announceTiers)],
    ['peers', peers.map(({ host, port }) => `${host} ${port}`).join('\n') || undefined],
    ['info hash', infoHashHex],
  ]
}

/** Lists the tiers in order, one per line. */
function tierText(tiers: Metainfo['announceTiers']): string {
  return tiers.map((tier) => tier.join(', ')).join('\n') || 'none'
}

/** Formats a date, or shows the number if it is out of range. */
function dateText(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `${seconds}` : date.toISOString()
}

/** Formats labels and texts in two columns; leaves out a label without text. */
function table(rows: readonly Row[]): string {
  const shown = rows.filter((row): row is [string, string] => row[1] !== undefined)
  const width = Math.max(...shown.map(([label]) => label.length))
  return shown
    .map(([label, text]) => {
      const lines = text.split('\n').map(plainText)
      return `${label.padEnd(width)}  ${lines.join(`\n${' '.repeat(width + 2)}`)}\n`
    })
    .join('')
}

/** Lists files with sizes first, as `ls` does, so that names may be of any width. */
function fileTable({ files, isFolder }: Metainfo): string {
  if (!isFolder) return ''
  const written = files.filter(({ path }) => path.length > 0)
  const width = Math.max(
    'bytes'.length,
    ...written.map(({ lengthBytes }) => `${lengthBytes}`.length),
  )
  const lines = written
    .slice(0, MAX_FILES)
    .map(
      ({ path, lengthBytes }) => `${`${lengthBytes}`.padStart(width)}  ${path.slice(1).join('/')}`,
    )
  const more = written.length - MAX_FILES
  return [
    '',
    `${'bytes'.padStart(width)}  file`,
    ...lines,
    ...(more > 0 ? [`and ${more} more; --json lists all`] : []),
    '',
  ].join('\n')
}
