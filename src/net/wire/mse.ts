import { ciphersOf, KEY_BYTES, MAX_PADDING_BYTES, MseKey, mseHash, padding } from './mse-key.js'
import type { Rc4 } from './rc4.js'
import { WireError } from './wire-error.js'

/**
 * What a handshake expects next: a number of bytes, or a mark after at most that many bytes, which
 * are skipped with it.
 */
export type Expected = number | { readonly mark: Buffer; readonly after: number }

/** The encryption of messages after the handshake. */
export interface Cipher {
  readonly name: 'none' | 'mse-plain' | 'mse-rc4'
  readonly encrypt: Rc4 | null
  readonly decrypt: Rc4 | null
}

/** MSE's two methods, as bits. */
export const METHOD = { plain: 1, rc4: 2 } as const

/** Eight zeros (MSE's VC), which prove that both sides have the same keys. */
const PROOF = Buffer.alloc(8)

/** The most bytes before the answer: a handshake and a bitfield. */
const MAX_INITIAL_BYTES = 16 * 1024

/**
 * Runs MSE/PE (message stream encryption, version 1.0 of the Azureus wiki) on the dialling side:
 * offers the methods and sends `initial` with the offer.
 * @throws WireError if the other side breaks the protocol
 */
export function* dialMse(
  infoHash: Uint8Array,
  methods: number,
  initial: Uint8Array,
  send: (bytes: Buffer) => void,
): Generator<Expected, Cipher, Buffer> {
  const key = new MseKey()
  send(Buffer.concat([key.publicKey, padding()]))
  const secret = key.secret(yield KEY_BYTES)
  const { dialling: encrypt, accepting: decrypt } = ciphersOf(secret, infoHash)
  const offer = Buffer.concat([PROOF, uint32(methods), uint16(0), uint16(initial.length), initial])
  encrypt.crypt(offer, offer)
  const name = xor(mseHash('req2', infoHash), mseHash('req3', secret))
  send(Buffer.concat([mseHash('req1', secret), name, offer]))
  // Encrypted zeros are the key stream itself.
  const mark = Buffer.alloc(PROOF.length)
  decrypt.crypt(PROOF, mark)
  yield { mark, after: MAX_PADDING_BYTES }
  const method = plain(decrypt, yield 4).readUInt32BE()
  yield* skipPadding(decrypt)
  if ((method !== METHOD.plain && method !== METHOD.rc4) || (method & methods) === 0) {
    throw new WireError(`chose encryption ${method}, which was not offered`)
  }
  return cipherOf(method, encrypt, decrypt)
}

/** How the accepting side answers an MSE handshake. */
export interface MseTerms {
  /** Chooses one of the offered methods (bits); 0 refuses all. */
  choose(offered: number): number
  infoHashes(): Iterable<Uint8Array>
}

/**
 * Runs MSE/PE on the accepting side: finds the torrent and chooses the method. Returns the cipher
 * and the decrypted bytes that came with the offer.
 * @throws WireError if the other side breaks the protocol
 */
export function* answerMse(
  terms: MseTerms,
  theirKey: Uint8Array,
  send: (bytes: Buffer) => void,
): Generator<Expected, { cipher: Cipher; initial: Buffer }, Buffer> {
  const key = new MseKey()
  send(Buffer.concat([key.publicKey, padding()]))
  const secret = key.secret(theirKey)
  yield { mark: mseHash('req1', secret), after: MAX_PADDING_BYTES }
  const infoHash = findInfoHash(yield 20, mseHash('req3', secret), terms.infoHashes())
  const { dialling: decrypt, accepting: encrypt } = ciphersOf(secret, infoHash)
  if (!plain(decrypt, yield PROOF.length).equals(PROOF)) {
    throw new WireError('used the wrong encryption keys')
  }
  const offered = plain(decrypt, yield 4).readUInt32BE()
  yield* skipPadding(decrypt)
  const initialBytes = plain(decrypt, yield 2).readUInt16BE()
  if (initialBytes > MAX_INITIAL_BYTES) {
    throw new WireError(
      `sent ${initialBytes} bytes before the encryption, expected at most ${MAX_INITIAL_BYTES}`,
    )
  }
  const initial = plain(decrypt, yield initialBytes)
  const method = terms.choose(offered)
  if (method === 0) throw new WireError('offers no encryption that we accept')
  const answer = Buffer.concat([PROOF, uint32(method), uint16(0)])
  encrypt.crypt(answer, answer)
  send(answer)
  return { cipher: cipherOf(method, encrypt, decrypt), initial }
}

function cipherOf(method: number, encrypt: Rc4, decrypt: Rc4): Cipher {
  if (method === METHOD.rc4) return { name: 'mse-rc4', encrypt, decrypt }
  return { name: 'mse-plain', encrypt: null, decrypt: null }
}

/** Returns the info hash whose mark was combined with another. */
function findInfoHash(
  combined: Buffer,
  mark: Buffer,
  infoHashes: Iterable<Uint8Array>,
): Uint8Array {
  const wanted = xor(combined, mark)
  for (const infoHash of infoHashes) if (wanted.equals(mseHash('req2', infoHash))) return infoHash
  throw new WireError('asked for an unknown torrent')
}

function* skipPadding(decrypt: Rc4): Generator<Expected, void, Buffer> {
  const bytes = plain(decrypt, yield 2).readUInt16BE()
  if (bytes > MAX_PADDING_BYTES)
    throw new WireError(`sent ${bytes} bytes of padding, expected at most ${MAX_PADDING_BYTES}`)
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
