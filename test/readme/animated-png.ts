import { crc32, deflateSync } from 'node:zlib'

/** A frame: red, green, blue and alpha of each pixel in rows from the top. */
export type Pixels = Uint8Array

/** An animation of frames of one size, for ever again. */
export interface Animation {
  readonly width: number
  readonly height: number
  readonly frames: readonly Pixels[]
  readonly framesPerSecond: number
  /** How long the last frame is shown, seconds. */
  readonly restSeconds: number
}

/** Colours of a palette but for the first, which is transparent: what a frame leaves as it was. */
const MOST_COLOURS = 255

/**
 * Writes an animated PNG (https://www.w3.org/TR/png-3/), which browsers, GitHub and npm show. It
 * keeps the most frequent colours, and of each frame what differs from the one before.
 */
export function animatedPng(animation: Animation): Buffer {
  const { width, height, frames, framesPerSecond, restSeconds } = animation
  const { colours, indexOf } = paletteOf(frames)
  const indexed = frames.map((frame) => indicesOf(frame, indexOf))
  let sequence = 0
  const chunks = indexed.flatMap((indices, at) => {
    const isLast = at === frames.length - 1
    const milliseconds = 1000 * (isLast ? restSeconds : 1 / framesPerSecond)
    const control = numbers(sequence++, width, height, 0, 0)
    const changed = at === 0 ? indices : changesFrom(indexed[at - 1], indices)
    const data = deflateSync(rowsOf(changed, width), { level: 9 })
    return [
      // Milliseconds of 1000; keep what was there before, and draw over it.
      chunk('fcTL', control, shorts(Math.round(milliseconds), 1000), Buffer.from([0, 1])),
      at === 0 ? chunk('IDAT', data) : chunk('fdAT', numbers(sequence++), data),
    ]
  })
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    // 8 bits a pixel, each the number of a colour.
    chunk('IHDR', numbers(width, height), Buffer.from([8, 3, 0, 0, 0])),
    chunk('acTL', numbers(frames.length, 0)),
    chunk('PLTE', Buffer.from([0, 0, 0, ...colours.flatMap((colour) => bytesOf(colour))])),
    chunk('tRNS', Buffer.from([0])),
    ...chunks,
    chunk('IEND'),
  ])
}

/** A colour as one number, its last bits dropped: eyes see no difference, and files get smaller. */
function colourAt(pixels: Pixels, at: number): number {
  return ((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]) & 0xfcfcfc
}

const bytesOf = (colour: number) =>
  [colour >> 16, (colour >> 8) & 255, colour & 255].map((byte) => byte | (byte >> 6))

function paletteOf(frames: readonly Pixels[]) {
  const counts = new Map<number, number>()
  for (const frame of frames) {
    for (let at = 0; at < frame.length; at += 4) {
      const colour = colourAt(frame, at)
      counts.set(colour, (counts.get(colour) ?? 0) + 1)
    }
  }
  const all = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b)
  const colours = all.slice(0, MOST_COLOURS)
  const indexOf = new Map(all.map((colour) => [colour, 1 + nearest(colours, colour)]))
  return { colours, indexOf }
}

function nearest(colours: readonly number[], wanted: number): number {
  const target = bytesOf(wanted)
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (const [at, colour] of colours.entries()) {
    const distance = bytesOf(colour).reduce((sum, byte, i) => sum + (byte - target[i]) ** 2, 0)
    if (distance < least) [best, least] = [at, distance]
  }
  return best
}

function indicesOf(frame: Pixels, indexOf: ReadonlyMap<number, number>): Uint8Array {
  return Uint8Array.from(
    { length: frame.length / 4 },
    (_, i) => indexOf.get(colourAt(frame, 4 * i))!,
  )
}

const changesFrom = (before: Uint8Array, now: Uint8Array) =>
  now.map((index, i) => (index === before[i] ? 0 : index))

/** Each row with the number of its filter before it: 0 for none. */
function rowsOf(indices: Uint8Array, width: number): Buffer {
  const rows: Uint8Array[] = []
  for (let at = 0; at < indices.length; at += width) {
    rows.push(Uint8Array.of(0), indices.subarray(at, at + width))
  }
  return Buffer.concat(rows)
}

function chunk(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...parts])
  return Buffer.concat([numbers(body.length - 4), body, numbers(crc32(body))])
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i)
  return bytes
}

function shorts(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length)
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, 2 * i)
  return bytes
}
