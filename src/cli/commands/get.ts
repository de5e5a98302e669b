import { readQuantity } from '../../lab/scenario/units.js'
import { isMagnet, parseMagnet } from '../../net/torrent/magnet.js'
import type { Metainfo } from '../../net/torrent/metainfo.js'
import { runClient } from '../client/client-run.js'
import { loadTorrent } from '../client/torrent-file.js'
import type { Command } from '../command.js'
import { CLIENT_OPTIONS, type ClientArgs } from '../options/client-options.js'
import { UsageError } from '../usage-error.js'

interface GetArgs extends ClientArgs {
  readonly torrent: string
  readonly out: string
  readonly file?: readonly string[]
  readonly timeout?: string
}

/** Downloads a torrent with the simulator's peer on real sockets. */
export const get: Command<GetArgs> = {
  name: 'get',
  operands: '<torrent>',
  about: 'Download a torrent, or resume an earlier download',
  positionals: {
    torrent: {
      type: 'string',
      describe: 'A .torrent, its http(s) URL, or a magnet link in quotes',
    },
  },
  options: {
    out: { type: 'string', default: '.', requiresArg: true, describe: 'Folder to download to' },
    file: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Download only files whose path contains this; repeatable',
    },
    timeout: {
      type: 'string',
      requiresArg: true,
      describe: 'Give up with exit code 1 after this long, such as "10 min"',
    },
    ...CLIENT_OPTIONS,
  },
  examples: [
    [
      'sim get ubuntu.torrent --out downloads',
      'Find peers through trackers, the DHT and the local network',
    ],
    ['sim get "magnet:?xt=urn:btih:..." --peer 192.168.0.7:6881', 'Also connect to this peer'],
    ['sim get ubuntu.torrent --ratio 1', 'Then seed until one full copy is uploaded'],
  ],
  async act(args, terminal) {
    const torrent = isMagnet(args.torrent)
      ? parseMagnet(args.torrent)
      : await loadTorrent(args.torrent)
    const { file, out, timeout } = args
    const wanted = (metainfo: Metainfo) => chosenFiles(metainfo, file)
    if ('files' in torrent) wanted(torrent)
    const task = { torrent, folder: out, readOnly: false, wanted, endsWhenFinished: true }
    return runClient({ ...task, timeoutSeconds: timeoutOf(timeout) }, args, terminal)
  },
}

/** Chooses the wanted files; undefined for all. Throws a UsageError for a name without files. */
function chosenFiles({ files }: Metainfo, names: readonly string[] | undefined) {
  if (names === undefined) return undefined
  const paths = files.map(({ path }) => path.join('/'))
  for (const name of names) {
    if (paths.some((path) => path.includes(name))) continue
    const some = paths.filter(Boolean).slice(0, 5).join(', ')
    throw new UsageError(`--file: no file path contains "${name}"; the torrent has ${some}`)
  }
  return paths.map((path) => path !== '' && names.some((name) => path.includes(name)))
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = readQuantity('time', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (!(seconds > 0))
    throw new UsageError(`--timeout: expected a time such as "10 min", found "${text}"`)
  return seconds
}
