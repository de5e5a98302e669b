import { BitTable } from '../../base/bits.js'
import type {
  Availability,
  ChokeRecorder,
  Choker,
  LinkView,
  PiecePicker,
} from '../../peer/policy.js'
import { decision, type Holder } from './decision.js'
import { OwnLinks } from './own-links.js'
import { PolicyFault, placeIn, wordsOf } from './policy-fault.js'

/** Rows beyond the peer's own in which a mark is still noticed. */
const BEYOND = 64

/** A plug-in has decided what it may not: the message says what. */
class Refused extends Error {}

/** Tells of a fault: throws it, unless somebody hears of faults. */
function tell(holder: Holder, verb: string, thrown: unknown, now?: number): void {
  decision.end()
  const fault =
    thrown instanceof PolicyFault
      ? thrown
      : new PolicyFault(wordsOf(thrown), {
          ...holder,
          verb,
          place: placeIn(holder.plugin, thrown),
          atSeconds: now,
        })
  if (decision.failed === null) throw fault
  decision.failed(fault)
}

/** Takes a decision under the eye of whoever watches this thread. */
function taken<T>(holder: Holder, verb: string, work: () => T): T {
  decision.begin(holder, verb)
  const result = decision.watch === null ? work() : decision.watch(work)
  decision.end()
  return result
}

/** Makes a peer's policy of a plug-in; null after a fault that was heard of. */
export function born<Policy>(holder: Holder, make: () => Policy): Policy | null {
  try {
    return taken(holder, 'constructor', make)
  } catch (thrown) {
    tell(holder, 'constructor', thrown)
    return null
  }
}

/** Marks of one rechoke, for all plug-ins of this thread in turn. */
let marks = new Uint8Array(0)

function clearMarks(capacity: number): Uint8Array {
  if (marks.length < capacity + BEYOND) marks = new Uint8Array(capacity + BEYOND)
  return marks.fill(0)
}

/** A plug-in's choker among others: sees its own links alone, and can mark no other's. */
export class GuardedChoker implements Choker {
  readonly #holder: Holder
  /** Null once it has failed. */
  #choker: Choker | null
  #own: OwnLinks | null = null

  constructor(holder: Holder, choker: Choker | null) {
    this.#holder = holder
    this.#choker = choker
  }

  rechoke(
    now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    const { first, end } = links
    const choker = this.#choker
    if (choker === null) {
      unchoked.fill(0, first, end)
      return
    }
    this.#own ??= new OwnLinks(links)
    const own = this.#own
    const marked = clearMarks(links.capacity)
    const reasons = recorder === null ? null : new Reasons()
    decision.begin(this.#holder, 'rechoke')
    try {
      const ask = () => choker.rechoke(now, own, marked, timed, reasons) as unknown
      const answer = decision.watch === null ? ask() : decision.watch(ask)
      decision.end()
      check(answer, marked, end - first)
    } catch (thrown) {
      this.#choker = null
      marked.fill(0)
      tell(this.#holder, 'rechoke', thrown, now)
    }
    for (let row = 0; row < end - first; row++) unchoked[first + row] = marked[row]
    if (recorder !== null) reasons?.tell(recorder, first)
  }
}

/** Throws if marks come late, are anything but 0 and 1, or stand where there is no link. */
function check(answer: unknown, marked: Uint8Array, rows: number): void {
  if (answer instanceof Promise) {
    answer.catch(() => {})
    throw new Refused('is async, but must decide at once')
  }
  for (let row = 0; row < rows; row++) {
    if (marked[row] > 1) throw new Refused(`marked link ${row} with ${marked[row]}, not 0 or 1`)
  }
  const stray = marked.indexOf(1, rows)
  if (stray < 0) return
  const links = rows > 0 ? `0 to ${rows - 1}` : 'none'
  throw new Refused(`marked link ${stray}, but its links are ${links}`)
}

/** Keeps what a choker tells until its marks are where they are looked for. */
class Reasons implements ChokeRecorder {
  readonly #told: Parameters<ChokeRecorder['decided']>[] = []

  decided(...told: Parameters<ChokeRecorder['decided']>): void {
    this.#told.push(told)
  }

  /** Tells it all, with rows that begin at `first`. */
  tell(recorder: ChokeRecorder, first: number): void {
    for (const [link, ...rest] of this.#told) recorder.decided(first + link, ...rest)
  }
}

/** What is shown to a picker: the candidates as row 0, what is missing as row 1. */
let shown = new BitTable(2, 0)

function showing(candidates: BitTable, row: number, missing: number): BitTable {
  if (shown.length !== candidates.length) shown = new BitTable(2, candidates.length)
  shown.copy(0, candidates, row)
  shown.copy(1, candidates, missing)
  return shown
}

/** A plug-in's picker among others: sees the candidates alone, and can pick nothing else. */
export class GuardedPicker implements PiecePicker {
  readonly #holder: Holder
  #picker: PiecePicker | null

  constructor(holder: Holder, picker: PiecePicker | null) {
    this.#holder = holder
    this.#picker = picker
  }

  next(candidates: BitTable, row: number, missing: number, availability: Availability): number {
    const picker = this.#picker
    if (picker !== null) {
      try {
        const table = showing(candidates, row, missing)
        const piece = taken(this.#holder, 'next', () => picker.next(table, 0, 1, availability))
        const isPiece = Number.isInteger(piece) && piece >= 0 && piece < candidates.length
        if (isPiece && candidates.has(row, piece)) return piece
        throw new Refused(`answered ${String(piece)}, which is none of the candidates`)
      } catch (thrown) {
        this.#fail('next', thrown)
      }
    }
    return candidates.nextSet(row, 0)
  }

  #fail(verb: string, thrown: unknown): void {
    this.#picker = null
    tell(this.#holder, verb, thrown)
  }
}
