import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../../src/peer/geometry.js'
import { eventually } from '../patience.js'
import { noise } from './memory-store.js'
import { rawPeer } from './raw-peer.js'
import { type Host, host } from './sessions.js'

const open: Host[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

it('a seed that stops still delivers every block that it has counted as uploaded', async () => {
  // More than the system keeps for a neighbour that reads nothing.
  const blocks = 1000
  const bytes = noise(blocks * BLOCK_BYTES)
  const seed = await host(bytes, BLOCK_BYTES, { isWhole: true })
  open.push(seed)
  const bob = await rawPeer(seed)
  bob.say.interested()
  await eventually(() => bob.heard.some(([word]) => word === 'unchoke'))
  bob.say.pause()
  const { stats } = seed.session.peer
  let next = 0
  let before = -1
  // Ask for more until no more is sent.
  while (stats.uploadedBytes > before && next < blocks) {
    before = stats.uploadedBytes
    for (const end = next + 100; next < end; next++) bob.say.request(next, 0, BLOCK_BYTES)
    await setTimeout(200)
  }
  expect(next).toBeLessThan(blocks)
  const uploadedBlocks = stats.uploadedBytes / BLOCK_BYTES
  seed.session.close()
  bob.say.resume()
  await bob.ended
  expect(bob.heard.filter(([word]) => word === 'piece')).toHaveLength(uploadedBlocks)
})
