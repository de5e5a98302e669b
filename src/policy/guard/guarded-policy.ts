import { BitTable } from '../../base/bits.js'
import type {
  Availability,
  ChokeRecorder,
  Choker,
  LinkView,
  PiecePicker,
} from '../../peer/policy.js'
import { decision, type PolicyOwner } from './decision.js'
import { OwnLinks } from './own-links.js'
import { messageOf, PolicyFault, placeIn } from './policy-fault.js'

/** Rows beyond the peer's own in which a mark is still noticed. */
const STRAY_ROWS = 64

/** A plug-in has decided what it may not: the message says what. */
class Refused extends Error {}

/** Tells of a fault: throws it, unless somebody hears of faults. */
function report(holder: PolicyOwner, verb: string, thrown: unknown, now?: number): void {
  decision.end()
  const fault =
    thrown instanceof PolicyFault
      ? thrown
      : new PolicyFault(messageOf(thrown), {
          ...holder,
          method: verb,
          place: placeIn(holder.plugin, thrown),
          atSeconds: now,
        })
  if (decision.failed === null) throw fault
  decision.failed(fault)
}

/** Takes a decision under the eye of whoever watches this thread. */
function decide<T>(holder: PolicyOwner, verb: string, work: () => T): T {
  decision.begin(holder, verb)
  const result = decision.watch === null ? work() : decision.watch(work)
  decision.end()
  return result
}

/** Makes a peer's policy of a plug-in; null after a fault that was heard of. */
export function construct<Policy>(holder: PolicyOwner, make: () => Policy): Policy | null {
  try {
    return decide(holder, 'constructor', make)
  } catch (thrown) {
    report(holder, 'constructor', thrown)
    return null
  }
}

/** Marks of one rechoke, for all plug-ins of this thread in turn. */
let marks = new Uint8Array(0)

function clearMarks(capacity: number): Uint8Array {
  if (marks.length < capacity + STRAY_ROWS) marks = new Uint8Array(capacity + STRAY_ROWS)
  return marks.fill(0)
}

/** A plug-in's choker among others: sees its own links alone, and can mark no other's. */
export class GuardedChoker implements Choker {
  readonly #owner: PolicyOwner
  /** Null once it has failed. */
  #choker: Choker | null
  #own: OwnLinks | null = null

  constructor(holder: PolicyOwner, choker: Choker | null) {
    this.#owner = holder
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
    const reasons = recorder === null ? null : new ReasonBuffer()
    decision.begin(this.#owner, 'rechoke')
    try {
      const ask = () => choker.rechoke(now, own, marked, timed, reasons) as unknown
      const answer = decision.watch === null ? ask() : decision.watch(ask)
      decision.end()
      checkMarks(answer, marked, end - first)
    } catch (thrown) {
      this.#choker = null
      marked.fill(0)
      report(this.#owner, 'rechoke', thrown, now)
    }
    for (let row = 0; row < end - first; row++) unchoked[first + row] = marked[row]
    if (recorder !== null) reasons?.replay(recorder, first)
  }
}

/** Throws if marks come late, are anything but 0 and 1, or stand where there is no link. */
function checkMarks(answer: unknown, marked: Uint8Array, rows: number): void {
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
class ReasonBuffer implements ChokeRecorder {
  readonly #decisions: Parameters<ChokeRecorder['decided']>[] = []

  decided(...told: Parameters<ChokeRecorder['decided']>): void {
    this.#decisions.push(told)
  }

  /** Tells it all, with rows that begin at `first`. */
  replay(recorder: ChokeRecorder, first: number): void {
    for (const [link, ...rest] of this.#decisions) recorder.decided(first + link, ...rest)
  }
}

/** What is shown to a picker: the candidates as row 0, what is missing as row 1. */
let pickerView = new BitTable(2, 0)

function pickerTable(candidates: BitTable, row: number, missing: number): BitTable {
  if (pickerView.length !== candidates.length) pickerView = new BitTable(2, candidates.length)
  pickerView.copy(0, candidates, row)
  pickerView.copy(1, candidates, missing)
  return pickerView
}

/** A plug-in's picker among others: sees the candidates alone, and can pick nothing else. */
export class GuardedPicker implements PiecePicker {
  readonly #owner: PolicyOwner
  #picker: PiecePicker | null

  constructor(holder: PolicyOwner, picker: PiecePicker | null) {
    this.#owner = holder
    this.#picker = picker
  }

  next(candidates: BitTable, row: number, missing: number, availability: Availability): number {
    const picker = this.#picker
    if (picker !== null) {
      try {
        const table = pickerTable(candidates, row, missing)
        const piece = decide(this.#owner, 'next', () => picker.next(table, 0, 1, availability))
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
    report(this.#owner, verb, thrown)
  }
}
