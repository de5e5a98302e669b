import { describe, expect, it } from 'vitest'
import { LINK_STRIDE } from '../../src/peer/peer-columns.js'
import { HOST } from '../../src/sim/endpoints.js'
import { CONTROL, HOST_STRIDE, UP } from '../../src/sim/hosts.js'
import type { Swarm } from '../../src/sim/swarm.js'
import { run, settingsOf, type Word } from './swarm-sample.js'

const BLOCK_BYTES = 16_384
const FAST = { up: 2_000_000, down: 10_000_000, latency: 0.001 }

/**
 * Returns by how many bytes the blocks and messages that have left a host's uplink exceeded what it
 * carries, at most, at the end of a block.
 */
function excessOf(swarm: Swarm, host: number, excess: { bytes: number; blocks: number }): void {
  const { network, population } = swarm
  const { reals } = population.hosts
  const at = host * HOST_STRIDE
  const headerBytes = network.overhead.blockBytes(BLOCK_BYTES) - BLOCK_BYTES
  const launch = network.launch.bind(network)
  network.launch = (now, e, block) => {
    if (population.store.columns.links[e * LINK_STRIDE + HOST] === host) {
      excess.blocks++
      const control = reals[at + CONTROL] - excess.blocks * headerBytes
      const left =
        control -
        network.uplinks.waitingBytes(now, host) +
        excess.blocks * (BLOCK_BYTES + headerBytes)
      excess.bytes = Math.max(excess.bytes, left - now * reals[at + UP])
    }
    launch(now, e, block)
  }
}

describe('an uplink of 30 kB/s that downloads fast', () => {
  it('is never more than a block ahead of its capacity', () => {
    const slow = { count: 1, access: { up: 30_000, down: 10_000_000, latency: 0.001 } }
    const settings = settingsOf(
      { seed: { holds: 'all', access: FAST }, slow, crowd: { count: 10, access: FAST } },
      { torrent: { size: '64 MiB', pieceLength: '64 KiB' } },
    )
    const excess = { bytes: 0, blocks: 0 }
    run(settings, { before: (swarm) => excessOf(swarm, 1, excess) })
    expect(excess.blocks).toBeGreaterThan(5)
    expect(excess.bytes).toBeLessThan(BLOCK_BYTES)
  })
})

describe('a downlink of 125 B/s', () => {
  it('brings a seed as many requests and acknowledgements as it carries', () => {
    const access = { up: 2_000_000, down: 125, latency: 0.001 }
    const words: Word[] = []
    const settings = settingsOf(
      { seed: { holds: 'all', access }, crowd: { count: 10, access: FAST } },
      { until: '10 min' },
    )
    run(settings, { words })
    // A block costs the request for it and six acknowledgements, with headers.
    const blocks = words.filter(({ verb, host }) => verb === 'piece' && host === 0).length
    expect(blocks).toBeGreaterThan(10)
    expect(blocks * (17 + 40)).toBeLessThan(600 * 125)
  })
})
