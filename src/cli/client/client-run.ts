import { formatBytes } from '../../lab/scenario/units.js'
import { watchDecisions } from '../../machine/plugin/decision-budget.js'
import { Client, type ClientOptions } from '../../net/session/client.js'
import { CLIENT_NAME } from '../../net/session/client-identity.js'
import type { Session } from '../../net/session/session.js'
import type { Metainfo } from '../../net/torrent/metainfo.js'
import { printable } from '../../net/wire/client-name.js'
import { DONE, FAILED, STOP_SIGNALS, STOPPED_BY } from '../exit-code.js'
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

/** What a command adds to the options of the command line. */
export interface ClientTask
  extends Pick<ClientOptions, 'torrent' | 'folder' | 'readOnly' | 'wanted'> {
  /** Whether to end once the download is complete, unless an option asks to seed. */
  readonly endsWhenFinished: boolean
  /** Gives up if the download takes longer. */
  readonly timeoutSeconds?: number
}

/** After a timeout, the client gets this long to leave the swarm and close its files. */
const CLOSE_SECONDS = 10

/**
 * Runs a client until it ends, and returns the exit code. Throws a UsageError before anything
 * starts if an option is wrong or nothing can be written to the folder.
 */
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
  readonly #options: ReturnType<typeof clientOptions>
  readonly #terminal: Terminal
  readonly #seedSeconds: number | undefined
  #screen: ClientScreen | null = null
  #client: Client | null = null
  #session: Session | null = null
  #checked: ReturnType<typeof showByteProgress> | null = null
  #metainfo: Metainfo | null = null
  #finish: (code: number) => void = () => undefined
  readonly #timers: NodeJS.Timeout[] = []
  /** Payload bytes of blocks that were written to a connection. */
  #sentBytes = 0
  readonly #unreadable = new Set<number>()
  #hasFailed = false
  #isTimedOut = false
  /** Whether the last JSON event has been printed. */
  #isOver = false

  constructor(task: ClientTask, args: ClientArgs, terminal: Terminal) {
    this.#task = task
    this.#args = args
    this.#options = clientOptions(args)
    this.#terminal = terminal
    this.#seedSeconds = seedSeconds(args['seed-for'])
  }

  async run(): Promise<number> {
    if (!this.#task.readOnly) {
      // Loaded here, since `sim seed` does not need it.
      const { prepareOutFolder } = await import('../run/out-folder.js')
      prepareOutFolder(this.#task.folder)
    }
    const finished = new Promise<number>((resolve) => {
      this.#finish = resolve
    })
    const signals = STOP_SIGNALS.map((name) => {
      const stop = () => this.#finish(STOPPED_BY[name])
      process.on(name, stop)
      return () => process.off(name, stop)
    })
    const unwatch = watchDecisions((error) => this.#fail(error))
    const { timeoutSeconds } = this.#task
    if (timeoutSeconds !== undefined) this.#after(timeoutSeconds, () => this.#timeOut())
    try {
      // A signal need not wait for the check of the disk, which may take long.
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
      await this.#close()
      for (const removeListener of signals) removeListener()
      unwatch()
    }
  }

  /** Closes the client. After a timeout, a disk or tracker that never answers is left behind. */
  async #close(): Promise<void> {
    const closed = this.#client?.close()
    if (!this.#isTimedOut) return closed
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_SECONDS * 1000)
    })
    await Promise.race([closed, late])
    clearTimeout(timer)
  }

  /** Starts on the port asked for; by default on the usual one, or any if that is in use. */
  async #started(): Promise<Client> {
    const { port } = this.#args
    try {
      return await this.#start(port ?? DEFAULT_PORT)
    } catch (error) {
      const isInUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isInUse || port !== undefined) throw listenError(error, this.#args)
      return this.#start(0)
    }
  }

  async #start(port: number): Promise<Client> {
    const client = new Client({
      ...this.#options,
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
          this.#showMessage(`piece ${piece} has a wrong hash and is downloaded again`)
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
        transferred: (_link, _down, up) => {
          this.#sentBytes += up
        },
        notice: (message) => this.#showMessage(message),
        readFailed: (piece, error) => this.#readFailed(piece, error),
        failed: (error) => this.#fail(error),
      },
    })
    this.#client = client
    await client.start().catch(async (error) => {
      await client.close()
      throw error
    })
    if (this.#session === null) this.#showMessage('fetching metadata from peers')
    return client
  }

  #resolved(metainfo: Metainfo, client: Client): void {
    this.#metainfo = metainfo
    const { infoHashHex: infoHash, sizeBytes } = metainfo
    const name = printable(metainfo.name)
    this.#event('resolved', { name, infoHash, sizeBytes, port: client.port })
    const where = this.#args.host ?? 'all interfaces'
    this.#showMessage(
      `${name}, ${formatBytes(sizeBytes)}: listening on ${where}, port ${client.port}`,
    )
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
      const wrong = `${formatBytes(leftBytes)} of ${formatBytes(session.geometry.sizeBytes)}`
      const hint = '"sim get" downloads what is missing'
      this.#fail(new UsageError(`cannot seed: ${wrong} do not match the torrent; ${hint}`))
      return
    }
    if (this.#args.quiet || this.#args.json) return
    this.#screen = new ClientScreen(this.#metainfo!.name, session, this.#terminal.stderr)
  }

  #completed(): void {
    this.#event('completed', { downloadedBytes: this.#session?.peer.stats.downloadedBytes ?? 0 })
    const { ratio } = this.#args
    const seeds = ratio !== undefined || this.#seedSeconds !== undefined
    if (this.#task.endsWhenFinished && !seeds) {
      this.#finish(DONE)
      return
    }
    if (this.#task.endsWhenFinished) this.#showMessage('download complete; seeding')
    if (this.#seedSeconds !== undefined) this.#after(this.#seedSeconds, () => this.#finish(DONE))
    if (ratio !== undefined) this.#timers.push(setInterval(() => this.#checkRatio(ratio), 200))
  }

  #checkRatio(ratio: number): void {
    const { sizeBytes } = this.#session!.geometry
    if (this.#sentBytes >= ratio * sizeBytes) this.#finish(DONE)
  }

  #timeOut(): void {
    if (this.#session?.isFinished) return
    this.#isTimedOut = true
    this.#showMessage(`--timeout: not finished after ${this.#task.timeoutSeconds} s`)
    this.#finish(FAILED)
  }

  #readFailed(piece: number, error: Error): void {
    if (this.#unreadable.has(piece)) return
    this.#unreadable.add(piece)
    const reason = failureText(error)
    this.#event('read-failed', { piece, reason })
    this.#showMessage(`piece ${piece} cannot be read and is not uploaded: ${reason}`)
  }

  #end(code: number): void {
    const stats = this.#session?.peer.stats
    const { uploadedBytes = 0, downloadedBytes = 0, corruptBytes = 0 } = stats ?? {}
    const isFinished = this.#session?.isFinished ?? false
    const verifiedBytes = this.#verifiedBytes
    this.#isOver = true
    const traffic = { uploadedBytes, downloadedBytes, corruptBytes }
    this.#print('end', { code, isFinished, verifiedBytes, ...traffic })
    const [down, up] = [downloadedBytes, uploadedBytes].map(formatBytes)
    const amounts = stats === undefined ? '' : `; downloaded ${down}, uploaded ${up}`
    this.#showMessage(`${isFinished ? 'complete' : `incomplete: ${this.#unfinished}`}${amounts}`)
  }

  /** Bytes of verified pieces on the disk; undefined until they have been checked. */
  get #verifiedBytes(): number | undefined {
    if (this.#session === null) return undefined
    const { peer, geometry } = this.#session
    return geometry.sizeBytes - peer.leftBytes
  }

  /** Describes an incomplete download. */
  get #unfinished(): string {
    if (this.#metainfo === null) return 'no peer has sent the metadata; try --peer HOST:PORT'
    const verifiedBytes = this.#verifiedBytes
    if (verifiedBytes === undefined) return 'stopped while checking the files on the disk'
    const size = formatBytes(this.#metainfo.sizeBytes)
    const remedy = this.#task.endsWhenFinished ? '; run it again to continue' : ''
    return `${formatBytes(verifiedBytes)} of ${size} verified${remedy}`
  }

  #after(seconds: number, action: () => void): void {
    this.#timers.push(setTimeout(action, Math.min(seconds * 1000, 2 ** 31 - 1)))
  }

  #fail(error: Error): void {
    // A full disk fails one piece after another; report it once.
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#event('failed', { reason: failureText(error) })
    this.#finish(reportFailure(error, this.#terminal.stderr))
  }

  /** Shows a message for the user. */
  #showMessage(line: string): void {
    if (this.#args.quiet || this.#args.json) return
    if (this.#screen !== null) this.#screen.showMessage(line)
    else this.#terminal.stderr.write(`${line}\n`)
  }

  /** Prints a JSON event, if the user asked for JSON. */
  #event(event: string, facts: object): void {
    if (!this.#isOver) this.#print(event, facts)
  }

  #print(event: string, facts: object): void {
    if (this.#args.json) this.#terminal.stdout.write(`${JSON.stringify({ event, ...facts })}\n`)
  }
}

/** Explains why a port or address cannot be listened on; returns other errors unchanged. */
function listenError(error: unknown, { host = 'all interfaces', port }: ClientArgs): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return error
  if (code === 'EADDRINUSE') {
    const hint = 'leave --port out to use any free one'
    return new UsageError(`--port: ${port} on ${host} is in use by another program; ${hint}`)
  }
  if (code === 'EACCES') {
    return new UsageError(`--port: ${port} needs administrator rights; try one from 1024 to 65535`)
  }
  return new UsageError(`--host: expected an address of this machine, found "${host}"`)
}
