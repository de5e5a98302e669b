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

/** Notes the word that begins each stretch between two checkpoints. */
export class Stretches {
  readonly #first: string[] = []
  readonly #times: number[] = []
  #lastTime = 0

  constructor(readonly wordsPerCheckpoint: number) {}

  /** Notes one word if a stretch begins with it; fits `onWord` of an experiment. */
  readonly write = (...word: Parameters<typeof traceLine>) => {
    const [index, time] = word
    this.#lastTime = time
    if (index % this.wordsPerCheckpoint !== 0) return
    this.#first.push(traceLine(...word))
    this.#times.push(time)
  }

  /** In words, the first stretch of which the checkpoints differ. */
  describe(kept: readonly string[], now: readonly string[]): string {
    let at = 0
    while (at < kept.length && at < now.length && kept[at] === now[at]) at++
    const hint = 'Kept with "sim run --trace", a result names the very event.\n'
    if (at >= this.#first.length) {
      return `What was said differs only in length: it ends at ${this.#lastTime} s now.\n${hint}`
    }
    const until = this.#times[at + 1] ?? this.#lastTime
    return (
      `The first difference lies between ${this.#times[at]} s and ${until} s of simulated time.\n` +
      `  That stretch now begins with ${describeLine(this.#first[at])}\n${hint}`
    )
  }
}

function describeLine(line: string): string {
  const [index, time, peer, verb, to, a, b] = line.split(',')
  return `word ${index}, at ${time} s: peer ${peer}, ${verb} to ${to} (${a}, ${b})`
}
