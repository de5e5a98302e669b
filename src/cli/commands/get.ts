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

/** Downloads a torrent with the very peer that the simulator runs. */
export const get: Command<GetArgs> = {
  name: 'get',
  operands: '<torrent>',
  about: 'Downloads a torrent, and goes on where it stopped',
  positionals: {
    torrent: {
      type: 'string',
      describe: 'A .torrent, its http(s) address, or a magnet link in quotes',
    },
  },
  options: {
    out: { type: 'string', default: '.', requiresArg: true, describe: 'The folder to put it in' },
    file: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Only files whose path contains this; give it again for more',
    },
    timeout: {
      type: 'string',
      requiresArg: true,
      describe: 'Gives up with exit code 1 if it takes longer: "10 min"',
    },
    ...CLIENT_OPTIONS,
  },
  examples: [
    ['sim get ubuntu.torrent --out downloads', 'from whoever the trackers and the DHT know'],
    ['sim get "magnet:?xt=urn:btih:..." --peer 192.168.0.7:6881', 'from a known peer'],
    ['sim get ubuntu.torrent --ratio 1', 'seeds until as much is uploaded as downloaded'],
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

/** Which files are wanted; undefined for all. Throws a UsageError if there is none. */
function chosenFiles({ files }: Metainfo, names: readonly string[] | undefined) {
  if (names === undefined) return undefined
  const paths = files.map(({ path }) => path.join('/'))
  for (const name of names) {
    if (paths.some((path) => path.includes(name))) continue
    const some = paths.filter(Boolean).slice(0, 5).join(', ')
    throw new UsageError(
      `--file: expected a part of a file's path, such as ${some}; found "${name}"`,
    )
  }
  return paths.map((path) => path !== '' && names.some((name) => path.includes(name)))
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = readQuantity('time', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (!(seconds > 0)) throw new UsageError(`--timeout: expected a time ("10 min"), found "${text}"`)
  return seconds
}
