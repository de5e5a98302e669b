import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { PieceDigest } from '../../../src/net/store/piece-digest.js'

/** Long and short runs of zeros and other bytes, like pieces with and without holes. */
const part = fc
  .record({ lengthBytes: fc.nat(300_000), byte: fc.constantFrom(0, 0, 0, 7) })
  .map(({ lengthBytes, byte }) => new Uint8Array(lengthBytes).fill(byte))
const pieces = fc.array(fc.array(part, { maxLength: 5 }), { minLength: 1, maxLength: 4 })

describe('a digest of bytes that arrive in parts', () => {
  test.prop([pieces], { numRuns: 60 })('is the SHA-1 of each piece, zeros or not', (all) => {
    const digest = new PieceDigest()
    for (const parts of all) {
      for (const bytes of parts) digest.update(bytes)
      const expected = createHash('sha1').update(Buffer.concat(parts)).digest('hex')
      expect(digest.end().toString('hex')).toBe(expected)
    }
  })
})
