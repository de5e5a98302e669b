import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileSpans } from '../../../src/net/store/file-spans.js'

const files = fc.array(fc.record({ lengthBytes: fc.nat(9), aside: fc.boolean() }), {
  minLength: 1,
  maxLength: 10,
})

describe('spans of files', () => {
  it('map each byte of a range as a plain list would, without empty spans', () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.nat(), (some, from, to) => {
        const aside = some.map((file) => file.aside)
        const spans = new FileSpans(
          some.map(({ lengthBytes }) => ({ path: ['x'], lengthBytes })),
          aside,
        )
        const places: string[] = []
        for (const [file, { lengthBytes }] of some.entries()) {
          for (let at = 0; at < lengthBytes; at++) {
            places.push(aside[file] ? `side ${places.length}` : `${file} ${at}`)
          }
        }
        expect(spans.sizeBytes).toBe(places.length)
        const begin = from % (places.length + 1)
        const end = begin + (to % (places.length - begin + 1))
        const found: string[] = []
        for (const { file, at, from, lengthBytes } of spans.of(begin, end - begin)) {
          expect(from).toBe(found.length)
          expect(lengthBytes).toBeGreaterThan(0)
          const name = file === spans.partFile ? 'side' : `${file}`
          for (let i = 0; i < lengthBytes; i++) found.push(`${name} ${at + i}`)
        }
        expect(found).toEqual(places.slice(begin, end))
      }),
    )
  })

  it('refuse bytes beyond the torrent', () => {
    const spans = new FileSpans([{ path: ['x'], lengthBytes: 5 }], [false])
    expect(() => spans.of(3, 3)).toThrow('bytes 3 to 6 of 5')
  })
})
