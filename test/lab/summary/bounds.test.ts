import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clientServerSeconds,
  completionBoundsSeconds,
  earliestOf,
  type Fluid,
  fluidOf,
  type Host,
  lackedBytesOf,
  lastFinishBoundSeconds,
  payloadShare,
  seedSeconds,
  supplyOf,
} from '../../../src/lab/summary/bounds.js'
import { sampleMeasurements, sampleSettings } from '../run/measurements-sample.js'

const SIZE = 1000
const endless = Number.POSITIVE_INFINITY

function host(arrivalSeconds: number, up: number, down: number, lackedBytes: number): Host {
  return { arrivalSeconds, upBytesPerSecond: up, downBytesPerSecond: down, lackedBytes }
}

function fluid(hosts: readonly Host[], share = 1): Fluid {
  return { sizeBytes: SIZE, payloadShare: share, hosts }
}

const takersOf = ({ hosts }: Fluid) => hosts.filter(({ lackedBytes }) => lackedBytes > 0)

describe('the bound of Kumar and Ross', () => {
  it('is F/u_s for a slow seed', () => {
    const swarm = fluid([host(0, 1, 0, 0), host(0, 100, 100, SIZE), host(0, 100, 100, SIZE)])
    expect(lastFinishBoundSeconds(swarm, takersOf(swarm))).toBe(1000)
  })

  it('is F/d_min for a slow downlink', () => {
    const swarm = fluid([host(0, 100, 0, 0), host(0, 100, 100, SIZE), host(0, 100, 2, SIZE)])
    expect(lastFinishBoundSeconds(swarm, takersOf(swarm))).toBe(500)
  })

  it('is N F/(u_s + sum u_i) where uplinks are scarce', () => {
    const swarm = fluid([host(0, 10, 0, 0), host(0, 5, 99, SIZE), host(0, 5, 99, SIZE)])
    expect(lastFinishBoundSeconds(swarm, takersOf(swarm))).toBe(100)
    expect(clientServerSeconds(swarm, takersOf(swarm))).toBe(200)
  })

  it('is later if headers are counted', () => {
    const swarm = fluid([host(0, 10, 0, 0), host(0, 5, 99, SIZE), host(0, 5, 99, SIZE)], 0.5)
    expect(lastFinishBoundSeconds(swarm, takersOf(swarm))).toBe(200)
  })

  it('counts an uplink only from the arrival of its peer', () => {
    const swarm = fluid([host(0, 10, 0, 0), host(0, 0, endless, 900), host(60, 30, endless, 900)])
    // 600 bytes in the first minute, and the other 1200 at 40 bytes/s.
    expect(lastFinishBoundSeconds(swarm, takersOf(swarm))).toBe(90)
  })

  it('is earlier if peers arrive with pieces', () => {
    const swarm = fluid([host(0, 10, 0, 0), host(0, 0, endless, 300), host(0, 0, endless, 100)])
    expect(lastFinishBoundSeconds(swarm, takersOf(swarm))).toBe(40)
    expect(seedSeconds(swarm)).toBe(0)
  })

  it('is the last arrival for unlimited links, and infinite if the seeds cannot upload', () => {
    const rich = fluid([host(5, endless, 0, 0), host(7, endless, endless, SIZE)])
    expect(lastFinishBoundSeconds(rich, takersOf(rich))).toBe(7)
    const poor = fluid([host(0, 0, 0, 0), host(0, 10, 10, SIZE)])
    expect(lastFinishBoundSeconds(poor, takersOf(poor))).toBe(endless)
    const empty = fluid([])
    expect(lastFinishBoundSeconds(empty, [])).toBe(0)
  })
})

const capacity = fc.integer({ min: 1, max: 50 })
const leecher = fc.record({
  arrival: fc.integer({ min: 0, max: 100 }),
  up: capacity,
  down: capacity,
  lacked: fc.integer({ min: 1, max: SIZE }),
})
const swarms = fc
  .tuple(capacity, fc.array(leecher, { minLength: 1, maxLength: 5 }))
  .map(([seedUp, leechers]) =>
    fluid([
      host(0, seedUp, 0, 0),
      ...leechers.map(({ arrival, up, down, lacked }) => host(arrival, up, down, lacked)),
    ]),
  )

/**
 * A schedule that real hosts could follow: each second, hosts that hold bytes send as much as links
 * allow to hosts that lack them. It tracks each byte, so that none comes from nowhere.
 */
function schedule({ hosts }: Fluid): number[] {
  const holds = hosts.map(({ lackedBytes }, i) => {
    const held = new Uint8Array(SIZE).fill(1)
    // Each host lacks a different range, so that leechers can contribute most.
    for (let k = 0; k < lackedBytes; k++) held[(k + i * 131) % SIZE] = 0
    return held
  })
  const lacks = hosts.map(({ lackedBytes }) => lackedBytes)
  const finishes: number[] = []
  for (let now = 0; lacks.some((lack) => lack > 0); now++) {
    const before = holds.map((held) => held.slice())
    const sent = hosts.map(() => 0)
    hosts.forEach((taker, to) => {
      let room = taker.arrivalSeconds <= now ? taker.downBytesPerSecond : 0
      if (lacks[to] === 0) room = 0
      for (let at = 0; at < SIZE && room > 0; at++) {
        if (holds[to][at]) continue
        const from = hosts.findIndex(
          (giver, i) =>
            giver.arrivalSeconds <= now && before[i][at] && sent[i] < giver.upBytesPerSecond,
        )
        if (from < 0) continue
        sent[from]++
        room--
        holds[to][at] = 1
        if (--lacks[to] === 0) finishes.push(now + 1)
      }
    })
  }
  return finishes
}

describe('the bounds hold for any schedule:', () => {
  it('the k-th completion is never before its bound', () => {
    fc.assert(
      fc.property(swarms, (swarm) => {
        const finishes = schedule(swarm)
        const bounds = completionBoundsSeconds(swarm, takersOf(swarm))
        finishes.forEach((finish, k) => {
          expect(finish).toBeGreaterThanOrEqual(bounds[k] * (1 - 1e-9))
        })
      }),
      { numRuns: 60 },
    )
  })

  it('the last completion is never before the latest bound of a single peer', () => {
    fc.assert(
      fc.property(swarms, (swarm) => {
        const alone = takersOf(swarm).map(earliestOf(swarm))
        const finishes = schedule(swarm)
        expect(finishes.at(-1)).toBeGreaterThanOrEqual(Math.max(...alone) * (1 - 1e-9))
      }),
      { numRuns: 30 },
    )
  })
})

describe('the bounds are monotone:', () => {
  const boundOf = (swarm: Fluid) => lastFinishBoundSeconds(swarm, takersOf(swarm))
  const changed = (swarm: Fluid, at: number, change: (host: Host) => Partial<Host>): Fluid => ({
    ...swarm,
    hosts: swarm.hosts.map((each, i) =>
      i === at % swarm.hosts.length ? { ...each, ...change(each) } : each,
    ),
  })

  it('faster links never raise them and later arrivals never lower them', () => {
    fc.assert(
      fc.property(swarms, fc.nat(), fc.integer({ min: 0, max: 90 }), (swarm, at, more) => {
        const bound = boundOf(swarm)
        const slack = 1 + 1e-9
        const wider = changed(swarm, at, (host) => ({
          upBytesPerSecond: host.upBytesPerSecond + more,
          downBytesPerSecond: host.downBytesPerSecond + more,
        }))
        const later = changed(swarm, at, (host) => ({
          arrivalSeconds: host.arrivalSeconds + more,
        }))
        expect(boundOf(wider)).toBeLessThanOrEqual(bound * slack)
        expect(boundOf(later) * slack).toBeGreaterThanOrEqual(bound)
      }),
    )
  })

  it('the completion curve rises to the bound on the last finish', () => {
    fc.assert(
      fc.property(swarms, (swarm) => {
        const curve = [...completionBoundsSeconds(swarm, takersOf(swarm))]
        expect(curve).toEqual(curve.toSorted((a, b) => a - b))
        expect(curve.at(-1)).toBe(boundOf(swarm))
        expect(clientServerSeconds(swarm, takersOf(swarm)) * (1 + 1e-9)).toBeGreaterThanOrEqual(
          boundOf(swarm),
        )
      }),
    )
  })

  it('the supply at a bound equals the demand', () => {
    fc.assert(
      fc.property(swarms, fc.integer({ min: 1, max: 5000 }), (swarm, bytes) => {
        const then = supplyOf(swarm, swarm.hosts)(bytes)
        const sent = swarm.hosts.reduce(
          (total, host) => total + host.upBytesPerSecond * Math.max(0, then - host.arrivalSeconds),
          0,
        )
        expect(sent).toBeCloseTo(bytes, 6)
      }),
    )
  })
})

describe('bounds of a measured run', () => {
  it('subtract the header share from each link', () => {
    const network = sampleSettings().network
    expect(payloadShare(network)).toBeCloseTo(16384 / (16397 * (1 + 40 / 1460)), 12)
    expect(payloadShare({ ...network, headerBytes: 0 })).toBeCloseTo(16384 / 16397, 12)
  })

  it('assume that a short last piece is missing', () => {
    const geometry = { sizeBytes: 1050, pieceBytes: 100 }
    expect(lackedBytesOf(geometry, 1)).toBe(0)
    expect(lackedBytesOf(geometry, 0)).toBe(1050)
    expect(lackedBytesOf(geometry, 10 / 11)).toBe(50)
    expect(lackedBytesOf(geometry, 9 / 11)).toBe(150)
  })

  it('use the fastest planned access of each peer', () => {
    const settings = sampleSettings(2, 0)
    const faster = { upBytesPerSecond: 9e9, downBytesPerSecond: 1 }
    const action = { kind: 'access', group: 'leechers', ...faster } as const
    const events = [{ when: { kind: 'at', atSeconds: 5 }, action } as const]
    const { hosts } = fluidOf({ ...settings, events }, sampleMeasurements(2, 0))
    expect(hosts.map((each) => each.upBytesPerSecond)).toEqual([2 ** 20, 9e9, 9e9])
    expect(hosts[1].downBytesPerSecond).toBe(8 * 100 * 1024)
  })
})
