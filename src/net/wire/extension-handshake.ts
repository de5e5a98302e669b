import { encode, isDictionary } from '../../base/bencode.js'
import { bytesIn, countIn, readDictionary } from './dictionary.js'

/** A BEP 10 handshake; members that it lacks are null. */
export interface ExtensionHandshake {
  /** `v`: the client's name and version, as sent: not safe for a terminal. */
  readonly client: string | null
  /** `reqq`: how many requests the sender queues before dropping any. */
  readonly requestQueue: number | null
  /** `p`: the TCP port that the sender listens on. */
  readonly listenPort: number | null
  /** `metadata_size`: bytes of the info dictionary (BEP 9). */
  readonly metadataBytes: number | null
  /** `upload_only`: the sender downloads nothing (BEP 21). */
  readonly uploadOnly: boolean | null
  /** `yourip`: the receiver's address as the sender sees it, 4 or 16 bytes. */
  readonly yourIp: Uint8Array | null
  /** The message id that the sender accepts for `ut_metadata`; 0 for none. */
  readonly metadataId: number | null
  /** The message id that the sender accepts for `ut_pex`; 0 for none. */
  readonly pexId: number | null
}

/** Larger numbers are ignored. */
const MOST = { id: 255, port: 65535, count: 2 ** 31 - 1 }

/** Longer names are cut. */
const MAX_NAME_BYTES = 256

/** Reads the body of a BEP 10 handshake; members of a wrong type become null. */
export function readExtensionHandshake(body: Uint8Array): ExtensionHandshake {
  const { dictionary } = readDictionary(body)
  const names = isDictionary(dictionary['m']) ? dictionary['m'] : {}
  const client = bytesIn(dictionary, 'v')
  const uploadOnly = countIn(dictionary, 'upload_only', MOST.count)
  const yourIp = bytesIn(dictionary, 'yourip')
  return {
    client: client && new TextDecoder().decode(client.subarray(0, MAX_NAME_BYTES)),
    requestQueue: countIn(dictionary, 'reqq', MOST.count),
    listenPort: countIn(dictionary, 'p', MOST.port),
    metadataBytes: countIn(dictionary, 'metadata_size', MOST.count),
    uploadOnly: uploadOnly === null ? null : uploadOnly > 0,
    yourIp: yourIp?.length === 4 || yourIp?.length === 16 ? new Uint8Array(yourIp) : null,
    metadataId: countIn(names, 'ut_metadata', MOST.id),
    pexId: countIn(names, 'ut_pex', MOST.id),
  }
}

/** Encodes the body of a BEP 10 handshake. */
export function encodeExtensionHandshake(handshake: ExtensionHandshake): Uint8Array {
  const { uploadOnly } = handshake
  return encode({
    m: {
      ut_metadata: handshake.metadataId ?? undefined,
      ut_pex: handshake.pexId ?? undefined,
    },
    metadata_size: handshake.metadataBytes ?? undefined,
    p: handshake.listenPort ?? undefined,
    reqq: handshake.requestQueue ?? undefined,
    upload_only: uploadOnly === null ? undefined : Number(uploadOnly),
    v: handshake.client ?? undefined,
    yourip: handshake.yourIp ?? undefined,
  })
}
