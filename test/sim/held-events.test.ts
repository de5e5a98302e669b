import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random.js'
import { LINK_STRIDE } from '../../src/peer/peer-columns.js'
import { Endpoints, HOST } from '../../src/sim/endpoints.js'
import * as K from '../../src/sim/event-kinds.js'
import { Hosts } from '../../src/sim/hosts.js'
import { Outages } from '../../src/sim/outages.js'
import { Simulation } from '../../src/sim/simulation.js'

const MESSAGES = 60

/** Sends numbered messages from host 1 to host 0 while both are now and then offline. */
function received(seed: number): { numbers: number[]; whileOffline: number; held: number } {
  const random = new Random(`${seed}`, 'held')
  const sim = new Simulation()
  const hosts = new Hosts(2)
  hosts.latencySeconds.set([0.3, 0.2])
  const links = new Int32Array(2 * LINK_STRIDE)
  const endpoints = new Endpoints(links)
  links[LINK_STRIDE + HOST] = 1
  endpoints.connect(0, 1, 1)
  endpoints.connect(1, 0, 0)
  const numbers: number[] = []
  let [whileOffline, held] = [0, 0]
  const deliver = (_now: number, _what: number, _o: number, b: number) => {
    numbers.push(b)
    if (outages.isSilent(0)) whileOffline++
  }
  const outages = new Outages(sim, hosts, links, { postpone: () => {} }, deliver)
  sim.handle((now, what, a, b) => {
    if (what === K.FLAP) {
      const none = { first: 0, end: 0 }
      outages.begin(now, a, now + random.exponential(4), none)
      sim.schedule(now + random.exponential(4), K.FLAP, a, 0)
    } else if (what === K.RETURN) outages.end(now, a)
    else if (outages.any && outages.holds(now, what, a, b)) held++
    else deliver(now, what, a, b)
  })
  for (const host of [0, 1]) sim.schedule(random.exponential(4), K.FLAP, host, 0)
  let at = 0
  for (let i = 0; i < MESSAGES; i++) sim.schedule((at += random.exponential(0.5)), K.HAVE, 0, i)
  sim.run(2000)
  return { numbers, whileOffline, held }
}

describe('the messages of a connection whose hosts are offline in turn', () => {
  it('all arrive, in order, while the receiver is online', () => {
    const inOrder = Array.from({ length: MESSAGES }, (_, i) => i)
    for (let seed = 1; seed <= 40; seed++) {
      const { numbers, whileOffline, held } = received(seed)
      expect(numbers).toEqual(inOrder)
      expect(whileOffline).toBe(0)
      expect(held).toBeGreaterThan(0)
    }
  })
})
