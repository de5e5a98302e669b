import { EXTENSION, MESSAGE, PIECE_HEADER_BYTES, uint32 } from './messages.js'
import { WireError } from './wire-error.js'

/** Limits on the length of messages. */
export interface MessageBounds {
  /** The most bits of a bitfield. */
  readonly mostPieces: number
  /** The most payload bytes of a `piece`. */
  readonly mostBlockBytes: number
}

/** Longer unknown messages close the connection; shorter ones are skipped. */
const MAX_UNKNOWN_BYTES = 256 * 1024

/** The most bytes of an extension message, after its two id bytes, by extension. */
const MAX_EXTENDED_BYTES: Readonly<Record<number, number | undefined>> = {
  [EXTENSION.handshake]: 64 * 1024,
  [EXTENSION.pex]: 64 * 1024,
  [EXTENSION.metadata]: 17 * 1024,
}

/**
 * Returns how many bytes of the message at `at` are needed before it can be handled, if `available`
 * of them are here. The result is final if that many are available; otherwise it may rise once more
 * of the header is.
 * @throws WireError for a message that is too long or too short
 */
export function neededBytes(
  bounds: MessageBounds,
  bytes: Buffer,
  at: number,
  available: number,
): number {
  if (available < 4) return 4
  const length = uint32(bytes, at)
  if (length === 0) return 4
  if (available < 5) return 5
  const id = bytes[at + 4]
  switch (id) {
    case MESSAGE.choke:
    case MESSAGE.unchoke:
    case MESSAGE.interested:
    case MESSAGE.notInterested:
    case MESSAGE.haveAll:
    case MESSAGE.haveNone:
      return 4 + between(1, 1, id, length)
    case MESSAGE.have:
    case MESSAGE.suggest:
    case MESSAGE.allowedFast:
      return 4 + between(5, 5, id, length)
    case MESSAGE.port:
      return 4 + between(3, 3, id, length)
    case MESSAGE.request:
    case MESSAGE.cancel:
    case MESSAGE.reject:
      return 4 + between(13, 13, id, length)
    case MESSAGE.bitfield:
      return 4 + between(1, 1 + Math.ceil(bounds.mostPieces / 8), id, length)
    case MESSAGE.piece:
      between(9, 9 + bounds.mostBlockBytes, id, length)
      return PIECE_HEADER_BYTES
    case MESSAGE.extended:
      return neededOfExtended(available < 6 ? undefined : bytes[at + 5], length)
    default:
      between(1, MAX_UNKNOWN_BYTES, id, length)
      return 5
  }
}

function neededOfExtended(kind: number | undefined, length: number): number {
  between(2, 2 + MAX_UNKNOWN_BYTES, MESSAGE.extended, length)
  const most = kind === undefined ? undefined : MAX_EXTENDED_BYTES[kind]
  if (most === undefined) return 6
  return 4 + between(2, 2 + most, MESSAGE.extended, length)
}

function between(least: number, most: number, id: number, length: number): number {
  if (length < least || length > most) {
    const bounds = least === most ? `${least}` : `${least} to ${most}`
    throw new WireError(`sent message ${nameOf(id)} of length ${length}, expected ${bounds}`)
  }
  return length
}

function nameOf(id: number): string {
  const name = Object.entries(MESSAGE).find(([, known]) => known === id)?.[0]
  return name === undefined ? `${id}` : `${id} (${name})`
}
