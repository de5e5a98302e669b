import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  type Bencode,
  BencodeError,
  BencodeLimitError,
  decode,
  decodePrefix,
  encode,
  MAX_BENCODE_BYTES,
  rawMember,
} from '../../src/base/bencode.js'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Returns the error that decoding throws. */
function refusal(input: Uint8Array, mostBytes?: number): BencodeError {
  try {
    decode(input, mostBytes)
  } catch (error) {
    if (error instanceof BencodeError) return error
    throw error
  }
  throw new Error('it was not refused')
}

const key = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((text) => text !== '__proto__' && !/^\uFEFF|\uFFFD/.test(text))

const { value } = fc.letrec<{ value: Bencode }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.maxSafeInteger().map((number) => number + 0),
    fc.uint8Array({ maxLength: 12 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))

describe('bencode', () => {
  test.prop([value])('is decoded as it was encoded', (input) => {
    expect(decode(encode(input))).toEqual(input)
  })

  test.prop([value, fc.uint8Array({ maxLength: 20 })])(
    'is decoded up to its end if other bytes follow',
    (input, tail) => {
      const encoded = encode(input)
      const found = decodePrefix(new Uint8Array([...encoded, ...tail]))
      expect(found).toEqual({ value: input, endOffset: encoded.length })
    },
  )

  test.prop([value])('is refused if cut anywhere', (input) => {
    const encoded = encode(input)
    for (let end = 0; end < encoded.length; end++) refusal(encoded.subarray(0, end))
  })

  test.prop([fc.dictionary(key, value, { noNullPrototype: true })])(
    'gives access to the raw bytes of each member of a dictionary',
    (input) => {
      const encoded = encode(input)
      for (const [name, member] of Object.entries(input)) {
        expect(rawMember(encoded, name)).toEqual(encode(member))
      }
      expect(rawMember(encoded, 'a name that is not there')).toBeUndefined()
    },
  )

  const marks = fc.constantFrom(...bytes('dlie0123456789:-'))
  test.prop([fc.array(fc.oneof({ weight: 9, arbitrary: marks }, fc.nat(255)))], { numRuns: 2000 })(
    'of random bytes is a value or a BencodeError',
    (input) => {
      const random = Uint8Array.from(input)
      try {
        // An accepted value can be encoded and decodes to the same value.
        const taken = decode(random)
        expect(decode(encode(taken))).toEqual(taken)
      } catch (error) {
        expect(error).toBeInstanceOf(BencodeError)
      }
    },
  )

  test.prop([value, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })], {
    numRuns: 1000,
  })('with bytes changed is a value or a BencodeError', (input, changes) => {
    const encoded = encode(input)
    for (const [at, byte] of changes) encoded[at % encoded.length] = byte
    try {
      decode(encoded)
    } catch (error) {
      expect(error).toBeInstanceOf(BencodeError)
    }
  })
})

describe('decoding bencode', () => {
  it.each([
    ['', 0, 'a value'],
    ['x', 0, 'a value'],
    ['i01e', 1, 'a number without leading zeros'],
    ['i-01e', 1, 'a number without leading zeros'],
    ['i-0e', 1, 'a number without leading zeros'],
    ['i+1e', 1, 'a number'],
    ['i1.5e', 2, 'a number'],
    ['ie', 1, 'a number'],
    ['01:a', 0, 'a length without leading zeros'],
    ['-1:a', 0, 'a value'],
    ['2:a', 0, 'a string that ends within the file'],
    ['999999999:a', 0, 'a string that ends within the file'],
    [`${'9'.repeat(400)}:a`, 0, 'a value'],
    ['i1ei2e', 3, 'the end of the file'],
    ['e', 0, 'a value'],
    ['l', 1, 'a value'],
    ['d1:ae', 4, 'a value'],
    ['di1e1:ae', 1, 'a key'],
    ['d1:ai1e1:ai2ee', 7, 'a key that is not repeated'],
    ['d1:bi1e1:ai1e1:bi2ee', 13, 'a key that is not repeated'],
    ['d4:\uFEFFai1ee', 1, 'a key without byte order mark'],
    ['d9:__proto__dee', 1, 'a key other than __proto__'],
  ])('reports an error in %j with its offset', (text, offset, expected) => {
    expect(refusal(bytes(text))).toMatchObject({ offset, expected })
    expect(refusal(bytes(text)).message).toBe(`byte ${offset}: expected ${expected}`)
  })

  it('accepts keys out of order', () => {
    expect(decode(bytes('d1:bi1e1:ai2ee'))).toEqual({ a: 2, b: 1 })
  })

  it('finds raw members only in a dictionary', () => {
    expect(() => rawMember(bytes('le'), 'info')).toThrow(BencodeError)
    expect(() => rawMember(bytes('d4:info'), 'info')).toThrow(BencodeError)
  })
})

describe('bencode beyond a limit', () => {
  it.each([
    ['deep nesting', 'l'.repeat(200_000), 'at most 32 levels of nesting'],
    ['too many values', `l${'0:'.repeat(2 ** 20)}e`, 'at most 1048576 values'],
    ['a large number', 'i9007199254740992e', 'a number of at most 2^53 - 1'],
    ['a huge number', `i${'9'.repeat(100_000)}e`, 'a number of at most 2^53 - 1'],
  ])('is refused: %s', (_, text, expected) => {
    expect(refusal(bytes(text))).toMatchObject({ name: 'BencodeLimitError', expected })
  })

  it('is refused if it has too many bytes', () => {
    expect(refusal(new Uint8Array(MAX_BENCODE_BYTES + 1))).toBeInstanceOf(BencodeLimitError)
    expect(refusal(bytes('5:hello'), 6)).toBeInstanceOf(BencodeLimitError)
    expect(decode(bytes('5:hello'), 7)).toEqual(bytes('hello'))
    expect(() => decodePrefix(bytes('5:hello and more'), 6)).toThrow(BencodeLimitError)
    expect(decodePrefix(bytes('5:hello and more'), 7).endOffset).toBe(7)
  })
})
