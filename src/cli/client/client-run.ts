import { formatBytes } from '../../lab/scenario/units.js'
import { watchDecisions } from '../../machine/plugin/decision-budget.js'
import { Client, type ClientOptions } from '../../net/session/client.js'
import { CLIENT_NAME } from '../../net/session/client-identity.js'
import type { Session } from '../../net/session/session.js'
import type { Metainfo } from '../../net/torrent/metainfo.js'
import { printable } from '../../net/wire/client-name.js'
import { DONE, FAILED, STOPPED_BY } from '../exit-code.js'
import { failureText, reportFailure } from '../failure.js'
import {
  type ClientArgs,
  clientOptions,
  DEFAULT_PORT,
  seedSeconds,
} from '../options/client-options.js'
import { showByteProgress } from '../terminal/byte-progress.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { VERSION } from '../version.js'
import { ClientScreen } from './client-screen.js'

/** What a command adds to what the command line says. */
export interface ClientTask
  extends Pick<ClientOptions, 'torrent' | 'folder' | 'readOnly' | 'wanted'> {
  /** Whether it ends once all is here, unless it is told to seed for a while. */
  readonly endsWhenFinished: boolean
  /** Gives up if it is not finished after so many seconds. */
  readonly timeoutSeconds?: number
}

/** Runs a torrent's client to its end, and answers the exit code. */
export async function runClient(
  task: ClientTask,
  args: ClientArgs,
  terminal: Terminal,
): Promise<number> {
  const run = new ClientRun(task, args, terminal)
  return run.run()
}

class ClientRun {
  readonly #task: ClientTask
  readonly #args: ClientArgs
  readonly #terminal: Terminal
  readonly #seedSeconds: number | undefined
  #screen: ClientScreen | null = null
  #client: Client | null = null
  #session: Session | null = null
  #checked: ReturnType<typeof showByteProgress> | null = null
  #metainfo: Metainfo | null = null
  #finish: (code: number) => void = () => undefined
  readonly #timers: NodeJS.Timeout[] = []
  readonly #unreadable = new Set<number>()
  #hasFailed = false
  /** The last line for programs is said. */
  #isOver = false

  constructor(task: ClientTask, args: ClientArgs, terminal: Terminal) {
    this.#task = task
    this.#args = args
    this.#terminal = terminal
    this.#seedSeconds = seedSeconds(args['seed-for'])
  }

  async run(): Promise<number> {
    const finished = new Promise<number>((resolve) => {
      this.#finish = resolve
    })
    const signals = (['SIGINT', 'SIGTERM'] as const).map((name) => {
      const hear = () => this.#finish(STOPPED_BY[name])
      process.on(name, hear)
      return () => process.off(name, hear)
    })
    const unwatch = watchDecisions((fault) => this.#fail(fault))
    const { timeoutSeconds } = this.#task
    if (timeoutSeconds !== undefined) this.#after(timeoutSeconds, () => this.#timeOut())
    try {
      // What is on the disk may take long to check: a signal does not wait for that.
      const started = this.#started()
      started.catch(() => undefined)
      await Promise.race([started, finished])
      const code = await finished
      this.#screen?.close()
      this.#screen = null
      this.#end(code)
      return code
    } finally {
      this.#timers.forEach(clearTimeout)
      this.#checked?.end()
      this.#screen?.close()
      await this.#client?.close()
      for (const unhear of signals) unhear()
      unwatch()
    }
  }

  /** Without a port said, the usual one, or any if that is taken. */
  async #started(): Promise<Client> {
    const { port } = this.#args
    try {
      return await this.#start(port ?? DEFAULT_PORT)
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isTaken || port !== undefined) throw listenError(error, this.#args)
      return this.#start(0)
    }
  }

  async #start(port: number): Promise<Client> {
    const client = new Client({
      ...clientOptions(this.#args),
      ...this.#task,
      client: `${CLIENT_NAME} ${VERSION}`,
      port,
      listener: {
        resolved: (metainfo) => this.#resolved(metainfo, client),
        checking: (checked) => this.#checking(checked),
        running: (session) => this.#running(session, client),
        completed: () => this.#completed(),
        pieceVerified: (piece) => this.#event('piece', { piece }),
        hashFailed: (piece) => {
          this.#event('hash-failed', { piece })
          this.#message(`piece ${piece} was corrupt: it is fetched again`)
        },
        connected: ({ connection, source }) =>
          this.#event('connected', {
            address: `${connection?.remoteAddress}:${connection?.remotePort}`,
            source,
          }),
        disconnected: ({ connection, peakRequests }, reason) =>
          this.#event('disconnected', {
            address: `${connection?.remoteAddress}:${connection?.remotePort}`,
            reason,
            peakRequests,
          }),
        notice: (message) => this.#message(message),
        readFailed: (piece, error) => this.#readFailed(piece, error),
        failed: (error) => this.#fail(error),
      },
    })
    this.#client = client
    await client.start().catch(async (error) => {
      await client.close()
      throw error
    })
    if (this.#session === null) this.#message('asking peers what the torrent is')
    return client
  }

  #resolved(metainfo: Metainfo, client: Client): void {
    this.#metainfo = metainfo
    const { infoHashHex: infoHash, sizeBytes } = metainfo
    const name = printable(metainfo.name)
    this.#event('resolved', { name, infoHash, sizeBytes, port: client.port })
    const where = this.#args.host ?? 'all interfaces'
    this.#message(`${name}, ${formatBytes(sizeBytes)}: listening on ${where}, port ${client.port}`)
    const quiet = this.#args.quiet || this.#args.json
    this.#checked = showByteProgress('checking', sizeBytes, this.#terminal.stderr, quiet)
  }

  #checking(checkedPieces: number): void {
    const { pieceBytes = 0, sizeBytes = 0 } = this.#metainfo ?? {}
    // The last piece may be shorter.
    this.#checked?.update(Math.min(sizeBytes, checkedPieces * pieceBytes))
  }

  #running(session: Session, client: Client): void {
    this.#checked?.end()
    this.#checked = null
    this.#session = session
    const { leftBytes } = session
    this.#event('running', { leftBytes, port: client.port })
    if (!this.#task.endsWhenFinished && leftBytes > 0) {
      const lacks = `${formatBytes(leftBytes)} of ${formatBytes(session.geometry.sizeBytes)}`
      this.#fail(new UsageError(`${lacks} are not as the torrent says: nothing to seed from`))
      return
    }
    if (this.#args.quiet || this.#args.json) return
    this.#screen = new ClientScreen(this.#metainfo!.name, session, this.#terminal.stderr)
  }

  #completed(): void {
    this.#event('completed', { downloadedBytes: this.#session?.peer.downloadedBytes ?? 0 })
    const { ratio } = this.#args
    const seeds = ratio !== undefined || this.#seedSeconds !== undefined
    if (this.#task.endsWhenFinished && !seeds) {
      this.#finish(DONE)
      return
    }
    if (this.#task.endsWhenFinished) this.#message('all is here; seeding')
    if (this.#seedSeconds !== undefined) this.#after(this.#seedSeconds, () => this.#finish(DONE))
    if (ratio !== undefined) this.#timers.push(setInterval(() => this.#checkRatio(ratio), 200))
  }

  #checkRatio(ratio: number): void {
    const { peer, geometry } = this.#session!
    if (peer.uploadedBytes >= ratio * geometry.sizeBytes) this.#finish(DONE)
  }

  #timeOut(): void {
    if (this.#session?.isFinished) return
    this.#message(`not finished after ${this.#task.timeoutSeconds} s`)
    this.#finish(FAILED)
  }

  #readFailed(piece: number, error: Error): void {
    if (this.#unreadable.has(piece)) return
    this.#unreadable.add(piece)
    const reason = failureText(error)
    this.#event('read-failed', { piece, reason })
    this.#message(`piece ${piece} cannot be read any more and is not served: ${reason}`)
  }

  #end(code: number): void {
    const peer = this.#session?.peer
    const { uploadedBytes = 0, downloadedBytes = 0, corruptBytes = 0 } = peer ?? {}
    const isFinished = this.#session?.isFinished ?? false
    const keptBytes = this.#keptBytes
    this.#isOver = true
    const traffic = { uploadedBytes, downloadedBytes, corruptBytes }
    this.#print('end', { code, isFinished, keptBytes, ...traffic })
    const [down, up] = [downloadedBytes, uploadedBytes].map(formatBytes)
    const moved = peer === undefined ? '' : `; downloaded ${down}, uploaded ${up}`
    this.#message(`${isFinished ? 'all is here' : `not finished: ${this.#unfinished}`}${moved}`)
  }

  /** Bytes of pieces that are on the disk and right, as far as that is known. */
  get #keptBytes(): number | undefined {
    if (this.#session === null) return undefined
    const { peer, geometry } = this.#session
    return geometry.sizeBytes - peer.leftBytes
  }

  /** What there is of a torrent that is not all here. */
  get #unfinished(): string {
    if (this.#metainfo === null) return 'nobody has said what the torrent is'
    const keptBytes = this.#keptBytes
    if (keptBytes === undefined) return 'what is here was not checked to its end'
    return `${formatBytes(keptBytes)} of ${formatBytes(this.#metainfo.sizeBytes)} are here and kept`
  }

  #after(seconds: number, what: () => void): void {
    this.#timers.push(setTimeout(what, Math.min(seconds * 1000, 2 ** 31 - 1)))
  }

  #fail(error: Error): void {
    // A full disk refuses one piece after another.
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#event('failed', { reason: failureText(error) })
    this.#finish(reportFailure(error, this.#terminal.stderr))
  }

  /** A word for people. */
  #message(line: string): void {
    if (this.#args.quiet || this.#args.json) return
    if (this.#screen !== null) this.#screen.message(line)
    else this.#terminal.stderr.write(`${line}\n`)
  }

  /** A line for programs. */
  #event(event: string, facts: object): void {
    if (!this.#isOver) this.#print(event, facts)
  }

  #print(event: string, facts: object): void {
    if (this.#args.json) this.#terminal.stdout.write(`${JSON.stringify({ event, ...facts })}\n`)
  }
}

/** In words, why a port or an address cannot be listened on; else the error itself. */
function listenError(error: unknown, { host = 'all interfaces', port }: ClientArgs): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return error
  if (code === 'EADDRINUSE') {
    const words = 'is taken by another program; without --port any free one is used'
    return new UsageError(`--port: ${port} on ${host} ${words}`)
  }
  if (code === 'EACCES') {
    return new UsageError(
      `--port: ${port} may be used by the administrator only; try one over 1023`,
    )
  }
  return new UsageError(`--host: expected an address of this machine, found "${host}"`)
}
