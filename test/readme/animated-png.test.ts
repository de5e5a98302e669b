import { crc32, inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { animatedPng } from './animated-png.js'

/** The chunks of a PNG, each with the right checksum. */
function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const body = png.subarray(at + 4, at + 8 + length)
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body))
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) })
    at += 12 + length
  }
  return chunks
}

const [RED, BLUE, WHITE] = [
  [255, 0, 0, 255],
  [0, 0, 255, 255],
  [255, 255, 255, 255],
]

it('an animated PNG holds the first frame, and of the next what has changed', () => {
  const frames = [
    [RED, RED, BLUE, WHITE],
    [RED, WHITE, BLUE, BLUE],
  ].map((pixels) => Uint8Array.from(pixels.flat()))
  const size = { width: 2, height: 2 }
  const png = animatedPng({ ...size, frames, framesPerSecond: 4, restSeconds: 2 })
  const chunks = chunksOf(png)
  const types = chunks.map(({ type }) => type)
  const data = (type: string) => chunks.filter((each) => each.type === type).map((one) => one.data)
  expect(types).toEqual(['IHDR', 'acTL', 'PLTE', 'tRNS', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND'])
  const [palette] = data('PLTE')
  const shown = (zipped: Buffer) =>
    [...inflateSync(zipped)].flatMap((index, i) =>
      i % 3 === 0
        ? []
        : [index === 0 ? null : [...palette.subarray(3 * index, 3 * index + 3), 255]],
    )
  expect(shown(data('IDAT')[0])).toEqual([RED, RED, BLUE, WHITE])
  expect(shown(data('fdAT')[0].subarray(4))).toEqual([null, WHITE, null, BLUE])
  expect(data('fcTL').map((frame) => frame.readUInt16BE(20))).toEqual([250, 2000])
})
