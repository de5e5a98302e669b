import { BitTable } from '../../base/bits.js'
import type {
  Availability,
  ChokeRecorder,
  Choker,
  PiecePicker,
  RechokeRound,
} from '../../peer/policy.js'
import { decision, type PolicyOwner } from './decision.js'
import { OwnLinks } from './own-links.js'
import { messageOf, PolicyFault, placeIn } from './policy-fault.js'

/** Rows beyond the peer's own in which a stray mark is still detected. */
const STRAY_ROWS = 64

/** A plug-in took a decision that is not allowed; the message says which. */
class Refused extends Error {}

/** Reports a fault to `decision.failed`, or throws it if that is not set. */
function report(owner: PolicyOwner, method: string, thrown: unknown, now?: number): void {
  decision.end()
  const fault =
    thrown instanceof PolicyFault
      ? thrown
      : new PolicyFault(messageOf(thrown), {
          ...owner,
          method,
          place: placeIn(owner.plugin, thrown),
          atSeconds: now,
        })
  if (decision.failed === null) throw fault
  decision.failed(fault)
}

/** Calls a plug-in, under this thread's watchdog if it has one. */
function decide<T>(owner: PolicyOwner, method: string, work: () => T): T {
  decision.begin(owner, method)
  const result = decision.watch === null ? work() : decision.watch(work)
  decision.end()
  return result
}

/** Constructs a plug-in's policy for a peer; null after a fault that was reported. */
export function construct<Policy>(owner: PolicyOwner, make: () => Policy): Policy | null {
  try {
    return decide(owner, 'constructor', make)
  } catch (thrown) {
    report(owner, 'constructor', thrown)
    return null
  }
}

/** The marks of one rechoke; all plug-ins of this thread share the array in turn. */
let marks = new Uint8Array(0)

function clearMarks(capacity: number): Uint8Array {
  if (marks.length < capacity + STRAY_ROWS) marks = new Uint8Array(capacity + STRAY_ROWS)
  return marks.fill(0)
}

/** Wraps a plug-in's choker, so that it sees and marks only its own peer's links. */
export class GuardedChoker implements Choker {
  readonly #owner: PolicyOwner
  /** Null once it has failed. */
  #choker: Choker | null
  #own: OwnLinks | null = null

  constructor(owner: PolicyOwner, choker: Choker | null) {
    this.#owner = owner
    this.#choker = choker
  }

  rechoke({ now, links, unchoked, timed, recorder }: RechokeRound): void {
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
    const round = { now, links: own, unchoked: marked, timed, recorder: reasons }
    decision.begin(this.#owner, 'rechoke')
    try {
      const ask = () => choker.rechoke(round) as unknown
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

/** Throws if marks come late, are not 0 or 1, or lie outside the peer's links. */
function checkMarks(answer: unknown, marked: Uint8Array, rows: number): void {
  if (answer instanceof Promise) {
    answer.catch(() => {})
    throw new Refused('is async; it must decide synchronously')
  }
  for (let row = 0; row < rows; row++) {
    if (marked[row] > 1)
      throw new Refused(`marked link ${row} with ${marked[row]}; expected 0 or 1`)
  }
  const stray = marked.indexOf(1, rows)
  if (stray < 0) return
  const links = rows > 0 ? `0 to ${rows - 1}` : 'none'
  throw new Refused(`marked link ${stray}; its links are ${links}`)
}

/** Holds a choker's reasons until its marks have been copied, and then passes them on. */
class ReasonBuffer implements ChokeRecorder {
  readonly #decisions: Parameters<ChokeRecorder['decided']>[] = []

  decided(...decision: Parameters<ChokeRecorder['decided']>): void {
    this.#decisions.push(decision)
  }

  /** Passes all reasons on, with rows that begin at `first`. */
  replay(recorder: ChokeRecorder, first: number): void {
    for (const [link, ...rest] of this.#decisions) recorder.decided(first + link, ...rest)
  }
}

/** A picker's copy of its input: the candidates as row 0, the missing pieces as row 1. */
let pickerView = new BitTable(2, 0)

function pickerTable(candidates: BitTable, row: number, missing: number): BitTable {
  if (pickerView.length !== candidates.length) pickerView = new BitTable(2, candidates.length)
  pickerView.copy(0, candidates, row)
  pickerView.copy(1, candidates, missing)
  return pickerView
}

/** Wraps a plug-in's picker, so that it sees and picks only candidates. */
export class GuardedPicker implements PiecePicker {
  readonly #owner: PolicyOwner
  #picker: PiecePicker | null

  constructor(owner: PolicyOwner, picker: PiecePicker | null) {
    this.#owner = owner
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
        throw new Refused(`returned ${String(piece)}, which is not a candidate`)
      } catch (thrown) {
        this.#fail('next', thrown)
      }
    }
    return candidates.nextSet(row, 0)
  }

  #fail(method: string, thrown: unknown): void {
    this.#picker = null
    report(this.#owner, method, thrown)
  }
}
