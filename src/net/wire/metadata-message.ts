import { encode } from '../../base/bencode.js'
import { countIn, readDictionary } from './dictionary.js'
import { WireError } from './wire-error.js'

/** A BEP 9 message: the info dictionary is sent in pieces of 16 KiB. */
export type MetadataMessage =
  | { readonly kind: 'request'; readonly piece: number }
  | { readonly kind: 'reject'; readonly piece: number }
  | {
      readonly kind: 'data'
      readonly piece: number
      /** The size of the whole dictionary. */
      readonly totalBytes: number
      readonly payload: Uint8Array
    }

/** Bytes of a metadata piece, except the last. */
export const METADATA_PIECE_BYTES = 16 * 1024

const TYPE = { request: 0, data: 1, reject: 2 } as const

/** Reads a BEP 9 message; returns null for an unknown kind. */
export function readMetadataMessage(body: Uint8Array): MetadataMessage | null {
  const { dictionary, end } = readDictionary(body)
  const piece = countIn(dictionary, 'piece', 2 ** 31 - 1)
  if (piece === null) throw new WireError('sent a metadata message without a piece')
  switch (dictionary['msg_type']) {
    case TYPE.request:
      return { kind: 'request', piece }
    case TYPE.reject:
      return { kind: 'reject', piece }
    case TYPE.data: {
      const totalBytes = countIn(dictionary, 'total_size', 2 ** 31 - 1) ?? 0
      if (body.length - end > METADATA_PIECE_BYTES) {
        throw new WireError(
          `sent ${body.length - end} bytes as one piece of metadata, expected at most 16384`,
        )
      }
      return { kind: 'data', piece, totalBytes, payload: new Uint8Array(body.subarray(end)) }
    }
    default:
      return null
  }
}

/** Encodes the body of a BEP 9 message; the payload of `data` follows it. */
export function encodeMetadataMessage(message: MetadataMessage): Uint8Array {
  const { kind, piece } = message
  const total_size = kind === 'data' ? message.totalBytes : undefined
  return encode({ msg_type: TYPE[kind], piece, total_size })
}
