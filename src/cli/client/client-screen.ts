import { formatBytes, formatSeconds } from '../../lab/scenario/units.js'
import type { Session } from '../../net/session/session.js'
import { type NeighbourView, SessionView } from '../../net/session/session-view.js'
import { printable } from '../../net/wire/client-name.js'
import { columnsOf, cutToColumns, padToColumns } from '../terminal/columns.js'
import { fitPhrases, wrapPhrases } from '../terminal/phrases.js'
import type { Output } from '../terminal/terminal.js'
import { RateMeter } from './rate-meter.js'

/** The most lines of neighbours; further neighbours are counted. */
const MAX_LINES = 15
const REFRESH_SECONDS = 1
const LINE_EVERY_SECONDS = 5
const DOWN_WINDOW_SECONDS = 5
/** Longer, because the system takes a slow neighbour's data in bursts, 8 s apart and more. */
const UP_WINDOW_SECONDS = 20
const MAP_COLUMNS = 60
/** Marks for a range of pieces: none, or up to so many quarters; `#` is all. */
const SHARES = ' .:+'
const DEFAULT_COLUMNS = 80
const DEFAULT_ROWS = 24

/** With fewer columns a neighbour takes two lines: rates above, client and state below. */
const WIDE_COLUMNS = 110

/** Shows a session until `close`: a live view on a terminal, elsewhere a line every 5 s. */
export class ClientScreen {
  readonly #name: string
  readonly #session: Session
  readonly #view: SessionView
  readonly #output: Output
  readonly #down = new RateMeter(DOWN_WINDOW_SECONDS)
  readonly #up = new RateMeter(UP_WINDOW_SECONDS)
  readonly #timer: NodeJS.Timeout
  #shownLines = 0

  constructor(name: string, session: Session, output: Output) {
    this.#name = printable(name)
    this.#session = session
    this.#view = new SessionView(session)
    this.#output = output
    const live = output.isTTY === true
    const seconds = live ? REFRESH_SECONDS : LINE_EVERY_SECONDS
    this.#timer = setInterval(
      () => (live ? this.#repaint() : output.write(`${this.#headline().join(', ')}\n`)),
      seconds * 1000,
    )
  }

  /** Prints a line above the live view. */
  showMessage(line: string): void {
    this.#clear()
    this.#output.write(`${line}\n`)
  }

  /** Stops the live view and leaves the progress, without rates or neighbours. */
  close(): void {
    clearInterval(this.#timer)
    if (this.#output.isTTY === true) this.#paint([this.#share(), this.#map(this.#columns)[0]])
  }

  get #columns(): number {
    return this.#output.columns ?? DEFAULT_COLUMNS
  }

  #share(): string {
    const { geometry, leftBytes } = this.#session
    const { sizeBytes } = geometry
    const share = Math.floor((100 * (sizeBytes - leftBytes)) / sizeBytes)
    return `${this.#name}: ${share} % of ${formatBytes(sizeBytes)}`
  }

  #headline(): string[] {
    const { peer, geometry, leftBytes, links, isFinished } = this.#session
    const now = performance.now() / 1000
    const { sizeBytes } = geometry
    const down = this.#down.rate(now, 'all', peer.stats.downloadedBytes)
    const up = this.#up.rate(now, 'all', peer.stats.uploadedBytes)
    const unfinished = down > 0 ? `${formatSeconds(leftBytes / down)} left` : 'no data'
    const left = isFinished
      ? `ratio ${(peer.stats.uploadedBytes / sizeBytes).toFixed(2)}`
      : unfinished
    return [
      this.#share(),
      `down ${formatBytes(down)}/s`,
      `up ${formatBytes(up)}/s`,
      left,
      `${links.length} ${links.length === 1 ? 'neighbour' : 'neighbours'}`,
    ]
  }

  #repaint(): void {
    const columns = this.#columns
    const above = [...wrapPhrases(this.#headline(), columns - 1), ...this.#map(columns)]
    this.#paint([...above, ...this.#table(columns, this.#rows - above.length)])
  }

  /** Rows to use: lines scrolled off the top cannot be cleared, and the cursor takes a row. */
  get #rows(): number {
    return Math.max(1, (this.#output.rows ?? DEFAULT_ROWS) - 1)
  }

  /** Replaces the lines shown before. */
  #paint(lines: readonly string[]): void {
    const shown = lines.slice(0, this.#rows)
    const columns = this.#columns - 1
    this.#clear()
    this.#output.write(shown.map((line) => `${cutToColumns(line, columns)}\n`).join(''))
    this.#shownLines = shown.length
  }

  #clear(): void {
    if (this.#shownLines > 0) this.#output.write(`\r\x1b[${this.#shownLines}A\x1b[J`)
    this.#shownLines = 0
  }

  /**
   * Maps the pieces to a line: the share of each range that is here. While pieces are missing, a
   * second line shows how many neighbours hold the rarest missing piece of each range.
   */
  #map(columns: number): string[] {
    const { peer, geometry } = this.#session
    const { pieceCount } = geometry
    const copies = this.#view.copies()
    const cells = Math.max(1, Math.min(MAP_COLUMNS, pieceCount, columns - 11))
    let shares = ''
    let fewest = ''
    for (let cell = 0; cell < cells; cell++) {
      const from = Math.floor((cell * pieceCount) / cells)
      const end = Math.floor(((cell + 1) * pieceCount) / cells)
      let here = 0
      let rarest = Number.POSITIVE_INFINITY
      for (let piece = from; piece < end; piece++) {
        if (peer.requests.has(piece)) here++
        else rarest = Math.min(rarest, copies[piece])
      }
      shares +=
        here === end - from ? '#' : SHARES[Math.floor((SHARES.length * here) / (end - from))]
      fewest += rarest === Number.POSITIVE_INFINITY ? ' ' : `${Math.min(9, rarest)}`
    }
    return [`pieces [${shares}]`, ...(peer.complete ? [] : [`copies [${fewest}]`])]
  }

  /** Lists as many neighbours as fit in that many lines, and counts the others. */
  #table(columns: number, room: number): string[] {
    const neighbours = this.#view.neighbours()
    if (neighbours.length === 0) return ['no neighbours yet']
    const isWide = columns >= WIDE_COLUMNS
    const shown = neighbours.slice(0, mostShown(neighbours.length, isWide ? 1 : 2, room))
    if (shown.length === 0) return []
    const rows = shown.map((one) => [
      one.address,
      ...(isWide ? [one.client, one.source] : []),
      `${Math.floor(100 * one.share)} %`,
      ...this.#rates(one),
    ])
    const identity = isWide ? ['client', 'source'] : []
    const titles = ['address', ...identity, 'has', 'down', 'up']
    const widths = titles.map((_, i) =>
      Math.max(...[titles, ...rows].map((row) => columnsOf(row[i]))),
    )
    const line = (row: readonly string[]) =>
      row.map((text, i) => `${padToColumns(text, widths[i])}  `).join('')
    const left = columns - 1 - columnsOf(line(titles))
    const lines = shown.flatMap((one, i) =>
      isWide
        ? [`${line(rows[i])}${fitPhrases(one.flags, left)}`]
        : [line(rows[i]).trimEnd(), secondLine(one, columns - 1)],
    )
    const more = neighbours.length - shown.length
    const head = isWide ? `${line(titles)}state` : line(titles).trimEnd()
    return [head, ...lines, ...(more > 0 ? [`and ${more} more`] : [])]
  }

  #rates({ address, downloadedBytes, uploadedBytes }: NeighbourView): string[] {
    const now = performance.now() / 1000
    const down = this.#down.rate(now, address, downloadedBytes)
    const up = this.#up.rate(now, address, uploadedBytes)
    return [down, up].map((rate) => `${formatBytes(rate)}/s`)
  }
}

/** Returns how many neighbours fit below the title, with a last line for those that do not. */
function mostShown(count: number, linesEach: number, room: number): number {
  const within = (lines: number) => Math.floor(Math.max(0, Math.min(MAX_LINES, lines)) / linesEach)
  return count <= within(room - 1) ? count : within(room - 2)
}

/** Formats a neighbour's client, source and state, below its rates. */
function secondLine({ client, source, flags }: NeighbourView, columns: number): string {
  const identity = `  ${client} (${source}): `
  return `${identity}${fitPhrases(flags, columns - columnsOf(identity))}`.trimEnd()
}
