import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateLimit } from '../../src/net/rate-limit.js'
import { Rounds } from '../../src/net/rounds.js'

interface Member {
  has: number
  got: number
}

const send = (member: Member, bytes: number) => {
  const sent = Math.min(member.has, bytes)
  member.has -= sent
  member.got += sent
  return sent
}

describe('rounds', () => {
  it('give those who always have something the same to within a turn, and lose no rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1000, max: 1e6 }),
        fc.integer({ min: 1, max: 200 }),
        (count, rate, calls) => {
          const rounds = new Rounds<Member>(new RateLimit(rate, 1000), 1000)
          const members = Array.from({ length: count }, () => ({ has: 1e12, got: 0 }))
          for (const member of members) rounds.join(member)
          let now = 0
          for (let i = 0; i < calls; i++) now += rounds.serve(now, send)
          const got = members.map((member) => member.got)
          expect(Math.max(...got) - Math.min(...got)).toBeLessThanOrEqual(1000)
          const sum = got.reduce((a, b) => a + b, 0)
          // What has flowed by now is there for the next turn.
          expect(Math.abs(sum + 1000 - (1000 + rate * now))).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('give to those who want it what others leave', () => {
    const rounds = new Rounds<Member>(new RateLimit(100, 100), 10)
    const poor = { has: 15, got: 0 }
    const rich = { has: 1e6, got: 0 }
    for (const member of [poor, rich, { has: 0, got: 0 }]) rounds.join(member)
    expect(rounds.serve(0, send)).toBeCloseTo(0.05)
    expect([poor.got, rich.got]).toEqual([15, 80])
  })

  it('need no call while nobody has anything', () => {
    const rounds = new Rounds<Member>(new RateLimit(100, 100), 10)
    expect(rounds.serve(0, send)).toBe(Number.POSITIVE_INFINITY)
    const member = { has: 5, got: 0 }
    rounds.join(member)
    expect(rounds.serve(0, send)).toBe(Number.POSITIVE_INFINITY)
    expect(member.got).toBe(5)
  })

  it('leave out those who leave, even in their own turn', () => {
    const rounds = new Rounds<Member>(new RateLimit(1e6, 1000), 10)
    const members = Array.from({ length: 4 }, () => ({ has: 1000, got: 0 }))
    for (const member of members) rounds.join(member)
    rounds.leave(members[0])
    rounds.serve(0, (member, bytes) => {
      if (member === members[1]) rounds.leave(member)
      return send(member, bytes)
    })
    expect(members.map(({ got }) => got)).toEqual([0, 10, 500, 490])
  })
})
