import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { clientName, printable } from '../../../src/net/wire/client-name.js'

it.each([
  ['-TR3000-abcdefghijkl', 'Transmission 3.00'],
  ['-LT2080-abcdefghijkl', 'libtorrent (Rasterbar) 2.0.8.0'],
  ['-WW0300-abcdefghijkl', 'WebTorrent 3.0'],
  ['A2-1-36-0-\u0001\u0002cdefghij', 'aria2 1.36.0'],
  ['-SW0100-abcdefghijkl', 'swarm-sim 0.1.0'],
  ['-SS0100-abcdefghijkl', 'SwarmScope 0.1.0.0'],
  ['\u001b[31mhello world....', 'unknown ([31mhel)'],
])('the peer id %j names the client %s', (peerId, name) => {
  expect(clientName(Buffer.from(peerId, 'latin1'))).toBe(name)
})

test.prop([fc.uint8Array({ maxLength: 30 })])('any peer id has a printable name', (id) => {
  expect(clientName(id)).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,40}$/u)
})

test.prop([fc.string({ unit: 'binary' })])(
  'printable text has no control characters and does not change again',
  (text) => {
    const once = printable(text)
    expect(printable(once)).toBe(once)
    expect(once).not.toMatch(/\p{C}/u)
  },
)
