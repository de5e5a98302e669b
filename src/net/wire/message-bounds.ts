import { EXTENSION, MESSAGE, PIECE_HEADER_BYTES, uint32 } from './messages.js'
import { WireError } from './wire-error.js'

/** How long words may be. */
export interface MessageBounds {
  /** A bitfield is at most this many bits, rounded up to bytes. */
  readonly mostPieces: number
  /** A `piece` brings at most this many bytes. */
  readonly mostBlockBytes: number
}

/** Longer unknown words end the connection; shorter ones are skipped. */
const MOST_UNKNOWN_BYTES = 256 * 1024

/** Of an extended word, by its extension: the most bytes after the two that name it. */
const MOST_EXTENDED_BYTES: Readonly<Record<number, number | undefined>> = {
  [EXTENSION.handshake]: 64 * 1024,
  [EXTENSION.pex]: 64 * 1024,
  [EXTENSION.metadata]: 17 * 1024,
}

/**
 * How many bytes of `bytes`, from the word at `at` on, are wanted before anything can be done about
 * it, given that `there` of them are there. The answer is final if it is not more than that;
 * otherwise more of the head may raise it. Throws a WireError for a word that is out of bounds.
 */
export function neededBytes(
  bounds: MessageBounds,
  bytes: Buffer,
  at: number,
  there: number,
): number {
  if (there < 4) return 4
  const length = uint32(bytes, at)
  if (length === 0) return 4
  if (there < 5) return 5
  const word = bytes[at + 4]
  switch (word) {
    case MESSAGE.choke:
    case MESSAGE.unchoke:
    case MESSAGE.interested:
    case MESSAGE.notInterested:
    case MESSAGE.haveAll:
    case MESSAGE.haveNone:
      return 4 + between(1, 1, word, length)
    case MESSAGE.have:
    case MESSAGE.suggest:
    case MESSAGE.allowedFast:
      return 4 + between(5, 5, word, length)
    case MESSAGE.port:
      return 4 + between(3, 3, word, length)
    case MESSAGE.request:
    case MESSAGE.cancel:
    case MESSAGE.reject:
      return 4 + between(13, 13, word, length)
    case MESSAGE.bitfield:
      return 4 + between(1, 1 + Math.ceil(bounds.mostPieces / 8), word, length)
    case MESSAGE.piece:
      between(9, 9 + bounds.mostBlockBytes, word, length)
      return PIECE_HEADER_BYTES
    case MESSAGE.extended:
      return neededOfExtended(there < 6 ? undefined : bytes[at + 5], length)
    default:
      between(1, MOST_UNKNOWN_BYTES, word, length)
      return 5
  }
}

function neededOfExtended(kind: number | undefined, length: number): number {
  between(2, 2 + MOST_UNKNOWN_BYTES, MESSAGE.extended, length)
  const most = kind === undefined ? undefined : MOST_EXTENDED_BYTES[kind]
  if (most === undefined) return 6
  return 4 + between(2, 2 + most, MESSAGE.extended, length)
}

function between(least: number, most: number, word: number, length: number): number {
  if (length < least || length > most) {
    const bounds = least === most ? `${least}` : `${least} to ${most}`
    throw new WireError(`said word ${word} with a length of ${length}, where ${bounds} is right`)
  }
  return length
}
