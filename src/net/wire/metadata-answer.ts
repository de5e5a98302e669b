import { METADATA_PIECE_BYTES, type MetadataMessage } from './metadata-message.js'

/**
 * Answers a request for a piece of the info dictionary (BEP 9); `info` is null until it is here.
 */
export function answerMetadata(info: Uint8Array | null, piece: number): MetadataMessage {
  const begin = piece * METADATA_PIECE_BYTES
  if (info === null || begin >= info.length) return { kind: 'reject', piece }
  const payload = info.subarray(begin, begin + METADATA_PIECE_BYTES)
  return { kind: 'data', piece, totalBytes: info.length, payload }
}
