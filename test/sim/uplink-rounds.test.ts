import { expect, it } from 'vitest'
import { LINK_STRIDE } from '../../src/peer/peer-columns.js'
import { RING_IN, RING_NEXT, RING_STATE } from '../../src/sim/endpoints.js'
import { HOST_STRIDE, RING_COUNT, RING_HEAD } from '../../src/sim/hosts.js'
import { crowdOf, run } from './swarm-sample.js'

it('an uplink gives a turn to each connection in its round once, however many others end', () => {
  const access = { preset: 'adsl', latency: '5 ms', latencyTo: '90 ms' }
  const torrent = { size: '4 MiB', pieceLength: '64 KiB' }
  const settings = crowdOf(12, { torrent, until: '200 s' }, { access, linkDrops: '10 s' })
  const faults = new Set<string>()
  let longest = 0
  run(settings, {
    slice: 5,
    after: ({ swarm }) => {
      const { hosts, store } = swarm.population
      const { links } = store.columns
      for (let host = 0; host < hosts.count; host++) {
        const peer = swarm.peer(host)
        if (peer === null) continue
        const at = host * HOST_STRIDE
        const count = hosts.ints[at + RING_COUNT]
        const round = new Set<number>()
        let e = hosts.ints[at + RING_HEAD]
        for (let turn = 0; turn < count; turn++) {
          round.add(e)
          e = links[e * LINK_STRIDE + RING_NEXT]
        }
        longest = Math.max(longest, count)
        const { first, end } = peer.links
        const own = Array.from({ length: end - first }, (_, i) => first + i)
        const inRound = own.filter((link) => links[link * LINK_STRIDE + RING_STATE] === RING_IN)
        if (round.size !== count) faults.add(`${host} gives some link two turns`)
        if (inRound.join() !== [...round].sort((a, b) => a - b).join())
          faults.add(`${host} serves ${[...round]}, not ${inRound}`)
      }
    },
  })
  expect([...faults]).toEqual([])
  expect(longest).toBeGreaterThan(2)
})
