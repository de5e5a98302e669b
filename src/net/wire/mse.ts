import { KEY_BYTES, MOST_PADDING_BYTES, MseKey, mseHash, padding, streamsOf } from './mse-key.js'
import type { Rc4 } from './rc4.js'
import { WireError } from './wire-error.js'

/**
 * What a greeting waits for: a number of bytes; or all up to and with a mark that comes after at
 * most so many bytes, of which it is given none.
 */
export type Expected = number | { readonly mark: Buffer; readonly after: number }

/** How the words after the greeting are written: in the clear, or encrypted after MSE. */
export interface Cipher {
  readonly name: 'none' | 'mse-plain' | 'mse-rc4'
  readonly encrypt: Rc4 | null
  readonly decrypt: Rc4 | null
}

/** MSE's two methods, as bits. */
export const METHOD = { plain: 1, rc4: 2 } as const

/** Before the handshake's turn: eight zeros, which prove that both know the same keys. */
const PROOF = Buffer.alloc(8)

/** More than a handshake and a bitfield is not said before the answer. */
const MOST_INITIAL_BYTES = 16 * 1024

/**
 * MSE/PE (message stream encryption, version 1.0 of the Azureus wiki) for the side that dials:
 * offers the methods, and says `initial` at the first chance. Throws a WireError.
 */
export function* dialMse(
  infoHash: Uint8Array,
  methods: number,
  initial: Uint8Array,
  say: (bytes: Buffer) => void,
): Generator<Expected, Cipher, Buffer> {
  const key = new MseKey()
  say(Buffer.concat([key.publicKey, padding()]))
  const secret = key.secret(yield KEY_BYTES)
  const { dialler: encrypt, host: decrypt } = streamsOf(secret, infoHash)
  const offer = Buffer.concat([PROOF, uint32(methods), uint16(0), uint16(initial.length), initial])
  encrypt.crypt(offer, offer)
  const name = xor(mseHash('req2', infoHash), mseHash('req3', secret))
  say(Buffer.concat([mseHash('req1', secret), name, offer]))
  // Zeros encrypted are the bytes of the stream themselves.
  const mark = Buffer.alloc(PROOF.length)
  decrypt.crypt(PROOF, mark)
  yield { mark, after: MOST_PADDING_BYTES }
  const method = plain(decrypt, yield 4).readUInt32BE()
  yield* skipPadding(decrypt)
  if ((method !== METHOD.plain && method !== METHOD.rc4) || (method & methods) === 0) {
    throw new WireError(`chose encryption ${method}, which was not offered`)
  }
  return cipherOf(method, encrypt, decrypt)
}

/** What the side that is dialled makes of an MSE handshake. */
export interface MseTerms {
  /** Which of the methods that are offered, as bits, to take; 0: none will do. */
  choose(offered: number): number
  infoHashes(): Iterable<Uint8Array>
}

/**
 * MSE/PE for the side that is dialled: finds out which torrent is meant, and answers the method
 * with what was said before the answer, decrypted. Throws a WireError.
 */
export function* answerMse(
  terms: MseTerms,
  theirKey: Uint8Array,
  say: (bytes: Buffer) => void,
): Generator<Expected, { cipher: Cipher; initial: Buffer }, Buffer> {
  const key = new MseKey()
  say(Buffer.concat([key.publicKey, padding()]))
  const secret = key.secret(theirKey)
  yield { mark: mseHash('req1', secret), after: MOST_PADDING_BYTES }
  const infoHash = named(yield 20, mseHash('req3', secret), terms.infoHashes())
  const { dialler: decrypt, host: encrypt } = streamsOf(secret, infoHash)
  if (!plain(decrypt, yield PROOF.length).equals(PROOF)) {
    throw new WireError('began encryption with the wrong keys')
  }
  const offered = plain(decrypt, yield 4).readUInt32BE()
  yield* skipPadding(decrypt)
  const initialBytes = plain(decrypt, yield 2).readUInt16BE()
  if (initialBytes > MOST_INITIAL_BYTES) {
    throw new WireError(`said ${initialBytes} bytes before the encryption was agreed on`)
  }
  const initial = plain(decrypt, yield initialBytes)
  const method = terms.choose(offered)
  if (method === 0) throw new WireError('offered no encryption that we accept')
  const answer = Buffer.concat([PROOF, uint32(method), uint16(0)])
  encrypt.crypt(answer, answer)
  say(answer)
  return { cipher: cipherOf(method, encrypt, decrypt), initial }
}

function cipherOf(method: number, encrypt: Rc4, decrypt: Rc4): Cipher {
  if (method === METHOD.rc4) return { name: 'mse-rc4', encrypt, decrypt }
  return { name: 'mse-plain', encrypt: null, decrypt: null }
}

/** Which of the torrents it is whose mark was combined with another. */
function named(combined: Buffer, mark: Buffer, infoHashes: Iterable<Uint8Array>): Uint8Array {
  const wanted = xor(combined, mark)
  for (const infoHash of infoHashes) if (wanted.equals(mseHash('req2', infoHash))) return infoHash
  throw new WireError('asked for a torrent that is not here')
}

function* skipPadding(decrypt: Rc4): Generator<Expected, void, Buffer> {
  const bytes = plain(decrypt, yield 2).readUInt16BE()
  if (bytes > MOST_PADDING_BYTES) throw new WireError(`padded with ${bytes} bytes`)
  plain(decrypt, yield bytes)
}

function plain(decrypt: Rc4, bytes: Buffer): Buffer {
  const decrypted = Buffer.allocUnsafe(bytes.length)
  decrypt.crypt(bytes, decrypted)
  return decrypted
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ b[i]))
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
