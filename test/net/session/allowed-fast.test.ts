import { afterEach, expect, it } from 'vitest'
import { makePeerFactory } from '../../../src/net/session/peer-factory.js'
import { allowedFastSet } from '../../../src/net/wire/allowed-fast-set.js'
import { eventually } from '../patience.js'
import { noise } from './memory-store.js'
import { type Host, host, POLICIES, SETTINGS } from './sessions.js'

const open: Host[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

it('on sockets, a peer that is always choked gets only its allowed-fast pieces', async () => {
  const settings = { ...SETTINGS, allowedFast: 10 }
  const bytes = noise(40 * 16_384)
  const stingy = { ...POLICIES, seedChoker: 'none' }
  const seed = await host(bytes, 16_384, {
    isWhole: true,
    settings,
    born: (name, geometry) => makePeerFactory(name, geometry, settings, stingy, 'seed'),
  })
  const gained: number[] = []
  const leecher = await host(bytes, 16_384, {
    settings,
    listener: { pieceVerified: (piece) => gained.push(piece) },
  })
  open.push(seed, leecher)
  leecher.session.addPeer(seed.address, 'user')
  await eventually(() => gained.length >= 10)
  const set = allowedFastSet(seed.session.infoHash, '127.0.0.1', 40, 10)
  expect(gained.sort((a, b) => a - b)).toEqual(set.sort((a, b) => a - b))
  expect(seed.session.peer.stats.uploadedBytes).toBe(10 * 16_384)
})
