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

/** One side of the key exchange: 160 bits of chance, and what the other side is sent of them. */
export class MseKey {
  readonly publicKey: Buffer
  readonly #exponent = fromBytes(randomBytes(20))

  constructor() {
    this.publicKey = toBytes(power(2n, this.#exponent))
  }

  /** What both sides then know, 96 bytes. */
  secret(theirPublicKey: Uint8Array): Buffer {
    return toBytes(power(fromBytes(theirPublicKey), this.#exponent))
  }
}

/** SHA-1 of a name and some bytes: all of MSE's marks and keys. */
export function mseHash(name: 'req1' | 'req2' | 'req3', bytes: Uint8Array): Buffer {
  return createHash('sha1').update(name).update(bytes).digest()
}

/** The two streams of one connection, as the side that dialled calls them. */
export function streamsOf(secret: Uint8Array, infoHash: Uint8Array): { dialler: Rc4; host: Rc4 } {
  const stream = (name: string) =>
    new Rc4(createHash('sha1').update(name).update(secret).update(infoHash).digest())
  return { dialler: stream('keyA'), host: stream('keyB') }
}

/** Up to 512 bytes of chance, so that lengths tell nothing. */
export function padding(): Buffer {
  return randomBytes(randomBytes(2).readUInt16BE() % (MOST_PADDING_BYTES + 1))
}

/** No padding is longer. */
export const MOST_PADDING_BYTES = 512

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
