import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { allowedFastSet } from '../../../src/net/wire/allowed-fast-set.js'

const hash = fc.uint8Array({ minLength: 20, maxLength: 20 })
const byte = fc.nat(255)

describe('the allowed-fast set of an address', () => {
  it('matches the examples in BEP 6', () => {
    const infoHash = new Uint8Array(20).fill(0xaa)
    const seven = [1059, 431, 808, 1217, 287, 376, 1188]
    expect(allowedFastSet(infoHash, '80.4.4.200', 1313, 7)).toEqual(seven)
    expect(allowedFastSet(infoHash, '80.4.4.200', 1313, 9)).toEqual([...seven, 353, 508])
  })

  test.prop([hash, byte, byte, byte, byte, fc.integer({ min: 1, max: 3000 })])(
    'has ten pieces, or all if there are fewer, and is the same for a whole /24',
    (infoHash, a, b, c, d, pieceCount) => {
      const set = allowedFastSet(infoHash, `${a}.${b}.${c}.${d}`, pieceCount, 10)
      expect(new Set(set).size).toBe(Math.min(10, pieceCount))
      expect(set).toHaveLength(Math.min(10, pieceCount))
      expect(set.every((piece) => piece >= 0 && piece < pieceCount)).toBe(true)
      expect(allowedFastSet(infoHash, `${a}.${b}.${c}.0`, pieceCount, 10)).toEqual(set)
    },
  )

  it('is empty for an IPv6 address, for which BEP 6 defines none', () => {
    expect(allowedFastSet(new Uint8Array(20), '2001:db8::1', 1313, 10)).toEqual([])
  })
})
