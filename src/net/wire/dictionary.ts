import {
  type BencodeDictionary,
  BencodeError,
  decodePrefix,
  isDictionary,
} from '../../base/bencode.js'
import { WireError } from './wire-error.js'

/**
 * Reads the dictionary at the start of a message, and its end.
 * @throws WireError if there is none
 */
export function readDictionary(bytes: Uint8Array): { dictionary: BencodeDictionary; end: number } {
  try {
    const { value, endOffset } = decodePrefix(bytes)
    if (isDictionary(value)) return { dictionary: value, end: endOffset }
  } catch (error) {
    if (!(error instanceof BencodeError)) throw error
    throw new WireError(`sent a malformed extension message: ${error.message}`)
  }
  throw new WireError('sent an extension message without a dictionary')
}

/** Returns a member that is a whole number from 0 to `most`, or null. */
export function countIn(dictionary: BencodeDictionary, key: string, most: number): number | null {
  const value = dictionary[key]
  return typeof value === 'number' && value >= 0 && value <= most ? value : null
}

/** Returns a member that is a byte string, or null. */
export function bytesIn(dictionary: BencodeDictionary, key: string): Uint8Array | null {
  const value = dictionary[key]
  return value instanceof Uint8Array ? value : null
}
