import type { TrackerServer, TrackerSettings } from '../../net/tracker/tracker-server.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { readNumber } from '../options/number-option.js'
import { listenError } from '../terminal/listen-error.js'
import { stopRequest } from '../terminal/stop-request.js'

interface ServeArgs {
  readonly port: string
  readonly host?: string
  readonly interval: string
  readonly json?: boolean
}

/** Runs a tracker until it is stopped. */
export const trackerServe: Command<ServeArgs> = {
  name: 'serve',
  operands: '',
  about: 'Run a tracker for HTTP and UDP until Ctrl-C',
  positionals: {},
  options: {
    port: {
      type: 'string',
      requiresArg: true,
      default: '6969',
      describe: 'Port for HTTP and UDP; 0 for any free one',
    },
    host: {
      type: 'string',
      requiresArg: true,
      describe: 'Address to listen on. Default: all interfaces',
    },
    interval: {
      type: 'string',
      requiresArg: true,
      default: '600',
      describe: 'Announce interval of peers in seconds',
    },
    json: { type: 'boolean', describe: 'Print the URLs as one line of JSON' },
  },
  examples: [
    ['sim tracker serve', 'Listen on port 6969 and print the announce URLs'],
    ['sim tracker serve --host 127.0.0.1 --port 0', 'Serve only this machine, on any free port'],
  ],
  async act(args, { stdout, stderr }) {
    const settings: TrackerSettings = {
      port: readNumber('port', args.port, { least: 0, most: 65_535 }),
      host: args.host,
      intervalSeconds: readNumber('interval', args.interval, { least: 10, most: 86_400 }),
    }
    const server = await listen(settings)
    const { announceUrls: announce, statisticsUrl: statistics } = server
    const where = { port: server.port, announce, statistics }
    stdout.write(args.json ? `${JSON.stringify(where)}\n` : `${announce.join('\n')}\n`)
    const scope = args.host === undefined ? 'all interfaces' : args.host
    stderr.write(`listening on ${scope}; statistics: ${statistics}; Ctrl-C stops\n`)
    await stopRequest()
    await server.close()
    return DONE
  },
}

async function listen(settings: TrackerSettings): Promise<TrackerServer> {
  const { TrackerServer } = await import('../../net/tracker/tracker-server.js')
  try {
    return await TrackerServer.listen(settings)
  } catch (failure) {
    throw listenError(failure, settings)
  }
}
