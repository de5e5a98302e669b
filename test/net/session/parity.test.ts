import { afterEach, describe, expect, it } from 'vitest'
import { BitTable } from '../../../src/base/bits.js'
import type { PeerFactory } from '../../../src/net/session/peer-factory.js'
import { makePeerFactory } from '../../../src/net/session/peer-factory.js'
import type { Geometry } from '../../../src/peer/geometry.js'
import type { Peer } from '../../../src/peer/peer.js'
import type { PeerOutput } from '../../../src/peer/wire.js'
import { noise } from './memory-store.js'
import { type Host, host, POLICIES, SETTINGS } from './sessions.js'

/** A call to a peer or a message that it sends; a bitfield is copied. */
type Line = readonly [what: string, ...facts: unknown[]]

/** Settings with several rechokes in a second or two, so that the record has some. */
const HASTY = {
  ...SETTINGS,
  ...{ rechokeSeconds: 0.2, optimisticSeconds: 0.6, rateWindowSeconds: 0.4 },
  allowedFast: 3,
}

const WORDS = `handshake choke unchoke interested notInterested have bitfield request piece cancel
  close check resume`.split(/\s+/) as (keyof PeerOutput)[]

const copied = (facts: unknown[]): unknown[] => {
  const at = facts.findIndex((fact) => fact instanceof BitTable)
  if (at < 0) return facts
  const table = facts[at] as BitTable
  const pieces = new BitTable(1, table.length)
  pieces.copy(0, table, facts[at + 1] as number)
  return [...facts.slice(0, at), pieces, 0, ...facts.slice(at + 2)]
}

/** Returns an output that records messages before it passes them on. */
function noting(sent: Line[], outlet: PeerOutput | null): PeerOutput {
  const entries = WORDS.map((name) => [
    name,
    (...facts: unknown[]) => {
      sent.push([name, ...copied(facts)])
      if (outlet !== null) (outlet[name] as (...facts: unknown[]) => void)(...facts)
    },
  ])
  return Object.fromEntries(entries) as unknown as PeerOutput
}

/** Returns a peer whose calls are all recorded; a call within a call would not be replayed. */
function listening(received: Line[], peer: Peer): Peer {
  let depth = 0
  return new Proxy(peer, {
    get(target, name) {
      const member = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...facts: unknown[]) => {
        if (['isSeed', 'isGuilty'].includes(String(name))) return member.apply(target, facts)
        expect(depth, `${String(name)} within a call`).toBe(0)
        received.push([String(name), ...copied(facts)])
        depth++
        try {
          return member.apply(target, facts)
        } finally {
          depth--
        }
      }
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  })
}

/** Returns the messages of a fresh peer that receives the same calls at the same times. */
function replayed(born: PeerFactory, begunAt: number, received: readonly Line[]): Line[] {
  const sent: Line[] = []
  const peer = born.make(begunAt, noting(sent, null))
  for (const [name, ...facts] of received) {
    try {
      ;(peer[name as keyof Peer] as unknown as (...facts: unknown[]) => unknown).apply(peer, facts)
    } catch {
      // The recorded peer threw here, too: a neighbour broke the protocol.
    }
  }
  return sent
}

const open: Host[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

describe('a peer replayed on simulated time with the messages it received over TCP', () => {
  const others = ['random', 'by-rate', 'block-tit-for-tat', 'prop-share', 'bit-tyrant']
  const chokers = others.map((choker) => ({ ...POLICIES, choker, seedChoker: 'anti-leech' }))
  it.each([POLICIES, { ...POLICIES, picker: 'random' }, ...chokers])(
    'sends the same messages, one by one, at the same times: $choker, $picker',
    async (policies) => {
      const bytes = noise(1_500_000)
      const records: { received: Line[]; sent: Line[]; at: number; again: PeerFactory }[] = []
      const recorded = (name: { torrent: string; id: string }, geometry: Geometry): PeerFactory => {
        const birth = () => makePeerFactory(name, geometry, HASTY, policies, name.id)
        const first = birth()
        return {
          store: first.store,
          make(at, say) {
            const record = { received: [] as Line[], sent: [] as Line[], at, again: birth() }
            records.push(record)
            return listening(record.received, first.make(at, noting(record.sent, say)))
          },
        }
      }
      const limit = { upBytesPerSecond: 1_500_000 }
      open.push(await host(bytes, 65536, { isWhole: true, born: recorded, ...limit }))
      for (let i = 0; i < 4; i++) open.push(await host(bytes, 65536, { born: recorded, ...limit }))
      for (const one of open)
        for (const other of open) {
          if (one !== other) one.session.addPeer(other.address, 'user')
        }
      await Promise.all(open.slice(1).map(({ finished }) => finished))
      for (const { received, sent, at, again } of records) {
        expect(
          sent.filter(([name]) => name === 'piece' || name === 'request').length,
        ).toBeGreaterThan(50)
        expect(received.some(([call]) => call === 'wake')).toBe(true)
        expect(replayed(again, at, received)).toEqual(sent)
      }
    },
  )
})
