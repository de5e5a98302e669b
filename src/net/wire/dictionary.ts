import {
  type BencodeDictionary,
  BencodeError,
  decodePrefix,
  isDictionary,
} from '../torrent/bencode.js'
import { WireError } from './wire-error.js'

/** Reads the dictionary at the beginning of a message and where it ends. Throws a WireError. */
export function readDictionary(bytes: Uint8Array): { dictionary: BencodeDictionary; end: number } {
  try {
    const { value, endOffset } = decodePrefix(bytes)
    if (isDictionary(value)) return { dictionary: value, end: endOffset }
  } catch (error) {
    if (!(error instanceof BencodeError)) throw error
    throw new WireError(`said an extended word that is malformed: ${error.message}`)
  }
  throw new WireError('said an extended word without a dictionary')
}

/** A member that is a whole number of at least 0 and at most `most`; null for all else. */
export function countIn(dictionary: BencodeDictionary, key: string, most: number): number | null {
  const value = dictionary[key]
  return typeof value === 'number' && value >= 0 && value <= most ? value : null
}

/** A member that is a text, as bytes; null for all else. */
export function bytesIn(dictionary: BencodeDictionary, key: string): Uint8Array | null {
  const value = dictionary[key]
  return value instanceof Uint8Array ? value : null
}
