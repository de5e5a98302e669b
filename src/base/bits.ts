/** 32-bit words in a cache line. */
const LINE_WORDS = 16

/** Returns how many bits are set in a 32-bit word. */
export function popcount(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Returns the index of the lowest set bit of a word, which must not be 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}

/** Rounds a row's length up, so that a row spans as few cache lines as possible. */
function wholeLines(words: number): number {
  if (words > LINE_WORDS) return Math.ceil(words / LINE_WORDS) * LINE_WORDS
  return 1 << (32 - Math.clz32(words - 1))
}

/** Returns the words from row to row of a `BitTable` with rows of this kind. */
export function rowWords(length: number, numbers = 0): number {
  const span = (length + 31) >>> 5
  return numbers === 0 ? span : wholeLines(span + numbers)
}

/** Rows of bits of equal length. They tell who holds which pieces: bit i of a row is piece i. */
export class BitTable {
  /** Bits in a row. */
  readonly length: number
  /** Words of a row that hold its bits: bit i is bit i % 32 of word i / 32. */
  readonly span: number
  /** Words from row to row: row r begins at word r * stride. */
  readonly stride: number
  words: Int32Array

  /** Each row has room for `numbers` whole numbers after its bits, in the same cache line. */
  constructor(rows: number, length: number, numbers = 0) {
    this.length = length
    this.span = (length + 31) >>> 5
    this.stride = rowWords(length, numbers)
    this.words = new Int32Array(rows * this.stride)
  }

  /** Returns the index in `words` of a row's number `which`. */
  numberAt(row: number, which: number): number {
    return row * this.stride + this.span + which
  }

  /** Tells whether the bit is set. */
  has(row: number, bit: number): boolean {
    return ((this.words[row * this.stride + (bit >>> 5)] >>> (bit & 31)) & 1) === 1
  }

  /** Sets the bit. */
  add(row: number, bit: number): void {
    this.words[row * this.stride + (bit >>> 5)] |= 1 << (bit & 31)
  }

  /** Clears the bit. */
  remove(row: number, bit: number): void {
    this.words[row * this.stride + (bit >>> 5)] &= ~(1 << (bit & 31))
  }

  /** Clears the whole row. */
  clear(row: number): void {
    this.words.fill(0, row * this.stride, row * this.stride + this.span)
  }

  /** Sets the whole row. */
  fill(row: number): void {
    const at = row * this.stride
    this.words.fill(-1, at, at + this.span)
    const rest = this.length & 31
    if (rest !== 0) this.words[at + this.span - 1] = (1 << rest) - 1
  }

  /** Returns how many bits of the row are set. */
  count(row: number): number {
    let n = 0
    const end = row * this.stride + this.span
    for (let w = row * this.stride; w < end; w++) n += popcount(this.words[w])
    return n
  }

  /** Returns the first set bit at or after `bit`, or -1. */
  nextSet(row: number, bit: number): number {
    const at = row * this.stride
    for (let w = bit >>> 5; w < this.span; w++) {
      let word = this.words[at + w]
      if (w === bit >>> 5) word &= -1 << (bit & 31)
      if (word !== 0) return (w << 5) + lowestBit(word)
    }
    return -1
  }

  /** Returns the first bit that is set in the row and not in the other, or -1. */
  firstMissingFrom(row: number, other: number): number {
    const { words, stride, span } = this
    const a = row * stride
    const b = other * stride
    for (let w = 0; w < span; w++) {
      const word = words[a + w] & ~words[b + w]
      if (word !== 0) return (w << 5) + lowestBit(word)
    }
    return -1
  }

  /** Makes the row a copy of a row of another table of the same length. */
  copy(row: number, from: BitTable, fromRow: number): void {
    const at = fromRow * from.stride
    const to = row * this.stride
    for (let w = 0; w < this.span; w++) this.words[to + w] = from.words[at + w]
  }

  /** Sets a row to the AND of row `mine` and another table's row; false if nothing is left. */
  intersect(row: number, mine: number, other: BitTable, otherRow: number): boolean {
    const { words, stride, span } = this
    const to = row * stride
    const a = mine * stride
    const b = otherRow * other.stride
    const others = other.words
    let any = 0
    for (let w = 0; w < span; w++) {
      const word = words[a + w] & others[b + w]
      words[to + w] = word
      any |= word
    }
    return any !== 0
  }

  /** Returns the set bit that has `rank` set bits before it, or -1. */
  select(row: number, rank: number): number {
    let left = rank
    for (let w = 0; w < this.span; w++) {
      let word = this.words[row * this.stride + w]
      const here = popcount(word)
      if (left >= here) {
        left -= here
        continue
      }
      while (left-- > 0) word &= word - 1
      return (w << 5) + lowestBit(word)
    }
    return -1
  }

  /** Grows the table to this many rows and keeps the ones that exist. */
  grow(rows: number): void {
    const words = new Int32Array(rows * this.stride)
    words.set(this.words)
    this.words = words
  }
}
