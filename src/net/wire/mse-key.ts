import { createHash, randomBytes } from 'node:crypto'
import { Rc4 } from './rc4.js'

/** Bytes of a public key and of the shared secret. */
export const KEY_BYTES = 96

/** MSE's prime; the generator is 2. */
const PRIME = BigInt(
  '0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74' +
    '020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437' +
    '4fe1356d6d51c245e485b576625e7ec6f44c42e9a63a36210000000000090563',
)

/**
 * One side of the Diffie-Hellman exchange: a random private key of 160 bits, and its public key.
 */
export class MseKey {
  readonly publicKey: Buffer
  readonly #exponent = fromBytes(randomBytes(20))

  constructor() {
    this.publicKey = toBytes(power(2n, this.#exponent))
  }

  /** Returns the shared secret, 96 bytes. */
  secret(theirPublicKey: Uint8Array): Buffer {
    return toBytes(power(fromBytes(theirPublicKey), this.#exponent))
  }
}

/** Returns the SHA-1 of a name and some bytes, as MSE's marks are made. */
export function mseHash(name: 'req1' | 'req2' | 'req3', bytes: Uint8Array): Buffer {
  return createHash('sha1').update(name).update(bytes).digest()
}

/** Returns the ciphers of what the dialling and the accepting side send. */
export function ciphersOf(
  secret: Uint8Array,
  infoHash: Uint8Array,
): { dialling: Rc4; accepting: Rc4 } {
  const cipher = (name: string) =>
    new Rc4(createHash('sha1').update(name).update(secret).update(infoHash).digest())
  return { dialling: cipher('keyA'), accepting: cipher('keyB') }
}

/** Returns up to 512 random bytes, which hide the lengths of messages. */
export function padding(): Buffer {
  return randomBytes(randomBytes(2).readUInt16BE() % (MAX_PADDING_BYTES + 1))
}

/** The longest padding. */
export const MAX_PADDING_BYTES = 512

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % PRIME
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % PRIME
    square = (square * square) % PRIME
  }
  return result
}

function fromBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * KEY_BYTES, '0'), 'hex')
}
