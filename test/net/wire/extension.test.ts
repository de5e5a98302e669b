import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import {
  encodeExtensionHandshake,
  readExtensionHandshake,
} from '../../../src/net/wire/extension-handshake.js'
import { readMetadataMessage } from '../../../src/net/wire/metadata-message.js'
import { readPexMessage } from '../../../src/net/wire/pex-message.js'

const NOTHING_SAID = {
  client: null,
  requestQueue: null,
  listenPort: null,
  metadataBytes: null,
  uploadOnly: null,
  yourIp: null,
  metadataId: null,
  pexId: null,
}

const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some)

test.prop([
  fc.record({
    client: maybe(fc.string({ maxLength: 60 })),
    requestQueue: maybe(fc.nat()),
    listenPort: maybe(fc.nat(65535)),
    metadataBytes: maybe(fc.nat()),
    uploadOnly: maybe(fc.boolean()),
    yourIp: maybe(
      fc.constantFrom(4, 16).chain((n) => fc.uint8Array({ minLength: n, maxLength: n })),
    ),
    metadataId: maybe(fc.nat(255)),
    pexId: maybe(fc.nat(255)),
  }),
])('a BEP 10 handshake is decoded as it was encoded', (handshake) => {
  expect(readExtensionHandshake(encodeExtensionHandshake(handshake))).toEqual(handshake)
})

it.each([
  [{}],
  [{ m: 5, v: 5, p: 'http', reqq: -1, metadata_size: 2 ** 40, upload_only: 'yes', yourip: 'me' }],
  [{ m: { ut_pex: 256, ut_metadata: 'x' }, p: 65_536, e: 1, complete_ago: 5 }],
])('invalid members of a BEP 10 handshake are ignored: %j', (given) => {
  expect(readExtensionHandshake(encode(given))).toEqual(NOTHING_SAID)
})

it('the BEP 10 handshake of Transmission 3.00 is read', () => {
  // As sent by Transmission 3.00.
  const given =
    'd1:ei0e1:md11:ut_metadatai3ee13:metadata_sizei210e1:pi51413e4:reqqi512e' +
    '11:upload_onlyi0e1:v17:Transmission 3.00e'
  expect(readExtensionHandshake(Buffer.from(given))).toEqual({
    ...NOTHING_SAID,
    client: 'Transmission 3.00',
    requestQueue: 512,
    listenPort: 51413,
    metadataBytes: 210,
    uploadOnly: false,
    metadataId: 3,
  })
})

it('a metadata message of an unknown kind is ignored', () => {
  expect(readMetadataMessage(Buffer.from('d8:msg_typei9e5:piecei0ee'))).toBeNull()
})

it.each(['d8:msg_typei0ee', 'd8:msg_typei0e5:piecei-1ee', 'le', ''])(
  'a metadata message without a piece is a WireError: %j',
  (given) =>
    expect(() => readMetadataMessage(Buffer.from(given))).toThrow(/extension message|metadata/),
)

it('PEX lists keep complete, dialable addresses with their flags', () => {
  const peer = (...bytes: number[]) => bytes
  const added = [peer(10, 0, 0, 1, 0, 80), peer(0, 0, 0, 0, 0, 80), peer(10, 0, 0, 2, 0, 81)]
  const given = encode({
    added: Uint8Array.from([...added.flat(), 1, 2, 3]),
    'added.f': Uint8Array.of(1, 2, 3, 4),
    dropped6: Uint8Array.from([...new Array(15).fill(0), 1, 26, 225]),
    dropped: 5,
  })
  expect(readPexMessage(given)).toEqual({
    added: [
      { host: '10.0.0.1', port: 80, flags: 1 },
      { host: '10.0.0.2', port: 81, flags: 3 },
    ],
    dropped: [{ host: '::1', port: 6881 }],
  })
})

it('at most 200 addresses of a PEX list are read', () => {
  const given = encode({ added: new Uint8Array(6 * 5000).fill(7) })
  expect(readPexMessage(given).added).toHaveLength(200)
})
