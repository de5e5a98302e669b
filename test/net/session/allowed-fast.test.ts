import { afterEach, expect, it } from 'vitest'
import { makePeer } from '../../../src/net/session/make-peer.js'
import { allowedFastSet } from '../../../src/net/wire/allowed-fast-set.js'
import { noise } from './memory-store.js'
import { eventually } from './rogue.js'
import { type Host, host, POLICIES, SETTINGS } from './sessions.js'

const open: Host[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

it('on sockets, who is never unchoked gets just the pieces of its allowed-fast set', async () => {
  const settings = { ...SETTINGS, allowedFast: 10 }
  const bytes = noise(40 * 16_384)
  const stingy = { ...POLICIES, seedChoker: 'none' }
  const seed = await host(bytes, 16_384, {
    isWhole: true,
    settings,
    born: (name, geometry) => makePeer(name, geometry, settings, stingy, 'seed'),
  })
  const gained: number[] = []
  const leecher = await host(bytes, 16_384, {
    settings,
    listener: { gained: (piece) => gained.push(piece) },
  })
  open.push(seed, leecher)
  leecher.session.heard(seed.address, 'given')
  await eventually(() => gained.length >= 10)
  const set = allowedFastSet(seed.session.infoHash, '127.0.0.1', 40, 10)
  expect(gained.sort((a, b) => a - b)).toEqual(set.sort((a, b) => a - b))
  expect(seed.session.peer.stats.uploadedBytes).toBe(10 * 16_384)
})
