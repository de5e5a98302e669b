import type { TrackerServer, TrackerSettings } from '../../net/tracker/tracker-server.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { readNumber } from '../options/number-option.js'
import { UsageError } from '../usage-error.js'

interface ServeArgs {
  readonly port: string
  readonly host?: string
  readonly interval: string
  readonly json?: boolean
}

/** What the system says that the user can mend by another port or host. */
const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken by another program',
  EACCES: 'that port needs more rights (those from 1024 on do not)',
  EADDRNOTAVAIL: 'that is no address of this machine',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EINVAL: 'that address needs an interface',
}

/** Serves as a tracker until it is stopped. */
export const trackerServe: Command<ServeArgs> = {
  name: 'serve',
  operands: '',
  about: 'Serves as a tracker by HTTP and UDP until Ctrl-C',
  positionals: {},
  options: {
    port: {
      type: 'string',
      requiresArg: true,
      default: '6969',
      describe: 'For both; 0 for any that is free',
    },
    host: {
      type: 'string',
      requiresArg: true,
      describe: 'Address to serve on; without it, every interface',
    },
    interval: {
      type: 'string',
      requiresArg: true,
      default: '600',
      describe: 'Seconds between announces of a peer',
    },
    json: { type: 'boolean', describe: 'Prints where it serves as one line of JSON' },
  },
  examples: [
    ['sim tracker serve', 'on port 6969; prints what to announce to'],
    ['sim tracker serve --host 127.0.0.1 --port 0', 'for trials on this machine'],
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
    const scope = args.host === undefined ? 'every interface of this machine' : args.host
    stderr.write(`serving on ${scope}; statistics at ${statistics}; Ctrl-C stops\n`)
    await stopSignal()
    await server.close()
    return DONE
  },
}

async function listen(settings: TrackerSettings): Promise<TrackerServer> {
  const { TrackerServer } = await import('../../net/tracker/tracker-server.js')
  try {
    return await TrackerServer.listen(settings)
  } catch (failure) {
    const reason = LISTEN_ERRORS[(failure as NodeJS.ErrnoException).code ?? '']
    if (reason === undefined) throw failure
    const { host = 'every interface', port } = settings
    throw new UsageError(`cannot serve on ${host}, port ${port}: ${reason}`)
  }
}

/** To be stopped is how a server ends; a second signal ends it at once, as any process. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
  })
}
