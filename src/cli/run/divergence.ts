import type { Checkpoint, Trace } from '../../sim/trace.js'
import type { KeptCheckpoint } from './kept-checkpoints.js'
import { traceLine } from './trace-file.js'

/** Compares what is said now with the lines of a kept trace, and notes where they part. */
export class TraceComparison {
  readonly #kept: AsyncIterator<string>
  #said: string[] = []
  #difference: { kept: string | undefined; said: string | undefined } | undefined

  constructor(kept: AsyncIterable<string>) {
    this.#kept = kept[Symbol.asyncIterator]()
  }

  /** Takes down one word; fits `onWord` of an experiment. */
  readonly write = (...word: Parameters<typeof traceLine>) => {
    this.#said.push(traceLine(...word))
  }

  /** Whether both have parted already: what follows tells nothing. */
  get parted() {
    return this.#difference !== undefined
  }

  /** Compares what was said since the last time. */
  readonly compare = async () => {
    for (const said of this.#said) {
      if (this.parted) break
      const { value: kept, done } = await this.#kept.next()
      if (done || kept !== said) this.#difference = { kept: done ? undefined : kept, said }
    }
    this.#said = []
  }

  /** In words, the first event that differs; empty if all that was kept and said is the same. */
  async finish(): Promise<string> {
    await this.compare()
    if (!this.parted) {
      const { value: kept, done } = await this.#kept.next()
      if (!done) this.#difference = { kept, said: undefined }
    }
    await this.#kept.return?.()
    if (this.#difference === undefined) return ''
    const { kept, said } = this.#difference
    return (
      'The first event that differs:\n' +
      `  kept: ${kept === undefined ? 'nothing, the trace ends' : describeLine(kept)}\n` +
      `  now:  ${said === undefined ? 'nothing, the run ends' : describeLine(said)}\n`
    )
  }
}

/** Notes where a run is at the checkpoints of another. */
export class Stretches {
  /** The trace of the run that is listened to; to be set before its first word. */
  trace: Trace | undefined
  readonly #now: Checkpoint[] = []

  constructor(readonly wordsPerCheckpoint: number) {}

  /** Notes where the run is, if a stretch ends with this word; fits `onWord` of an experiment. */
  readonly write = (...[index, time]: Parameters<typeof traceLine>) => {
    if ((index + 1) % this.wordsPerCheckpoint !== 0 || this.trace === undefined) return
    this.#now.push(this.trace.checkpoint(time))
  }

  /** In words, the first stretch of which the checkpoints differ. */
  describe(kept: readonly KeptCheckpoint[]): string {
    const now = this.#now
    let at = 0
    while (at < kept.length && at < now.length && kept[at].digest === now[at].digest) at++
    const from = at === 0 ? 'the start' : place(now[at - 1])
    const until = at < kept.length ? place({ ...now[at], ...kept[at] }) : 'the end'
    return (
      `The first difference lies between ${from} and ${until},\n` +
      `  after word ${at * this.wordsPerCheckpoint} of the trace.\n`
    )
  }
}

/** The other run may have ended before; an older version kept no events. */
function place({ event, seconds }: Partial<Checkpoint>): string {
  return event === undefined ? 'the end' : `event ${event} (${seconds} s)`
}

function describeLine(line: string): string {
  const [index, time, peer, verb, to, a, b] = line.split(',')
  return `word ${index}, at ${time} s: peer ${peer}, ${verb} to ${to} (${a}, ${b})`
}
