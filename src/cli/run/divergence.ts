import type { Checkpoint, Trace } from '../../sim/trace.js'
import type { KeptCheckpoint } from './kept-checkpoints.js'
import { traceLine } from './trace-file.js'

/** Compares the messages of a repeated run with a kept trace and finds the first difference. */
export class TraceComparison {
  readonly #kept: AsyncIterator<string>
  #pending: string[] = []
  #difference: { kept: string | undefined; now: string | undefined } | undefined

  constructor(kept: AsyncIterable<string>) {
    this.#kept = kept[Symbol.asyncIterator]()
  }

  /** Records one message; fits `onMessage` of an experiment. */
  readonly write = (...message: Parameters<typeof traceLine>) => {
    this.#pending.push(traceLine(...message))
  }

  /** Whether a difference was found; later messages show nothing more. */
  get differs() {
    return this.#difference !== undefined
  }

  /** Compares the messages recorded since the last call. */
  readonly compare = async () => {
    for (const now of this.#pending) {
      if (this.differs) break
      const { value: kept, done } = await this.#kept.next()
      if (done || kept !== now) this.#difference = { kept: done ? undefined : kept, now }
    }
    this.#pending = []
  }

  /** Describes the first message that differs; empty if all are the same. */
  async finish(): Promise<string> {
    await this.compare()
    if (!this.differs) {
      const { value: kept, done } = await this.#kept.next()
      if (!done) this.#difference = { kept, now: undefined }
    }
    await this.#kept.return?.()
    if (this.#difference === undefined) return ''
    const { kept, now } = this.#difference
    return (
      'The first message that differs:\n' +
      `  kept: ${kept === undefined ? 'none, the trace ends' : describeLine(kept)}\n` +
      `  now:  ${now === undefined ? 'none, the run ends' : describeLine(now)}\n`
    )
  }
}

/** Compares a repeated run with the checkpoints of the original one. */
export class CheckpointComparison {
  /** The trace of the repeated run; to be set before its first message. */
  trace: Trace | undefined
  readonly #now: Checkpoint[] = []

  constructor(readonly messagesPerCheckpoint: number) {}

  /** Takes a checkpoint where the original run took one; fits `onMessage` of an experiment. */
  readonly write = (...[index, time]: Parameters<typeof traceLine>) => {
    if ((index + 1) % this.messagesPerCheckpoint !== 0 || this.trace === undefined) return
    this.#now.push(this.trace.checkpoint(time))
  }

  /** Describes the first interval between checkpoints in which the runs differ. */
  describe(kept: readonly KeptCheckpoint[]): string {
    const now = this.#now
    let at = 0
    while (at < kept.length && at < now.length && kept[at].digest === now[at].digest) at++
    const from = at === 0 ? 'the start' : place(now[at - 1])
    const until = at < kept.length ? place({ ...now[at], ...kept[at] }) : 'the end'
    return (
      `The first difference lies between ${from} and ${until},\n` +
      `  after message ${at * this.messagesPerCheckpoint} of the trace.\n`
    )
  }
}

/** Where a checkpoint lies. One without an event is that of an older version, or past the end. */
function place({ event, seconds }: Partial<Checkpoint>): string {
  return event === undefined ? 'the end' : `event ${event} (${seconds} s)`
}

function describeLine(line: string): string {
  const [index, time, peer, verb, to, a, b] = line.split(',')
  return `message ${index}, at ${time} s: peer ${peer}, ${verb} to ${to} (${a}, ${b})`
}
