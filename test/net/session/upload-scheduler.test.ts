import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  BLOCK_HEADER_BYTES,
  type Sender,
  type Uplink,
  UploadScheduler,
} from '../../../src/net/session/upload-scheduler.js'
import { UplinkShares } from '../../../src/peer/uplink-shares.js'
import { HandClock } from '../hand-clock.js'

/** A sender with so many blocks of one size. */
class Stock implements Sender {
  /** Its row, from its name. */
  get row(): number {
    return this.who.charCodeAt(0) - 97
  }

  readonly #sending: UploadScheduler
  readonly #given: { who: string; at: number }[]
  readonly #clock: HandClock
  readonly who: string
  blocks: number
  readonly bytes: number

  constructor(who: string, blocks: number, bytes: number, world: World) {
    this.who = who
    this.blocks = blocks
    this.bytes = bytes
    this.#sending = world.sending
    this.#given = world.given
    this.#clock = world.clock
  }

  sendBlock(): number {
    if (this.blocks === 0) return 0
    this.blocks--
    this.#sending.writeBlock = () => this.#given.push({ who: this.who, at: this.#clock.now() })
    return this.bytes
  }
}

interface World {
  readonly clock: HandClock
  readonly sending: UploadScheduler
  readonly given: { who: string; at: number }[]
}

function worldOf(bytesPerSecond: number, more: Partial<Uplink> = {}, shares?: UplinkShares): World {
  const clock = new HandClock()
  const uplink = { bytesPerSecond, wireBytes: (bytes: number) => bytes, ackBytes: () => 0, ...more }
  return { clock, sending: new UploadScheduler(clock, uplink, () => shares), given: [] }
}

describe('the upload scheduler', () => {
  it('without a limit sends everything at once, a block per turn', () => {
    const world = worldOf(Number.POSITIVE_INFINITY)
    world.sending.join(new Stock('a', 3, 100, world))
    expect(world.given.map(({ who }) => who)).toEqual(['a', 'a', 'a'])
  })

  it('sends a block when its last byte has left, in turns', () => {
    const world = worldOf(1000)
    const size = 500 - BLOCK_HEADER_BYTES
    world.sending.join(new Stock('a', 2, size, world))
    world.sending.join(new Stock('b', 2, size, world))
    expect(world.given).toEqual([])
    world.clock.advance(2)
    expect(world.given).toEqual([
      { who: 'a', at: 0.5 },
      { who: 'b', at: 1 },
      { who: 'a', at: 1.5 },
      { who: 'b', at: 2 },
    ])
  })

  it('gives turns by bandwidth shares and wastes none', () => {
    const shares = new UplinkShares(3)
    for (const [row, share] of [0.6, 0.3, 0.1].entries()) shares.setShare(row, share)
    const world = worldOf(1000, {}, shares)
    for (const who of 'abc') world.sending.join(new Stock(who, 60, 100 - BLOCK_HEADER_BYTES, world))
    world.clock.advance(6)
    const countOf = (who: string) => world.given.filter((block) => block.who === who).length
    expect(['a', 'b', 'c'].map(countOf)).toEqual([36, 18, 6])
    world.clock.advance(100)
    expect(world.given).toHaveLength(180)
    expect(world.given.at(-1)?.at).toBeCloseTo(18, 9)
  })

  it('counts the bytes of messages and acknowledgements', () => {
    const world = worldOf(1000, { ackBytes: () => 100 })
    world.sending.join(new Stock('a', 2, 500 - BLOCK_HEADER_BYTES, world))
    world.sending.sentMessage(300)
    world.sending.receivedBlock(16_384)
    world.clock.advance(3)
    expect(world.given.map(({ at }) => at)).toEqual([0.5, 1.4])
    expect(world.sending.overheadBytes).toBe(400 + 2 * BLOCK_HEADER_BYTES)
  })

  it('saves up no capacity while there is nothing to send', () => {
    const world = worldOf(1000)
    world.clock.advance(100)
    world.sending.join(new Stock('a', 2, 1000 - BLOCK_HEADER_BYTES, world))
    world.clock.advance(10)
    expect(world.given.map(({ at }) => at)).toEqual([101, 102])
  })

  it('sends only the block in progress on a link that has left', () => {
    const world = worldOf(1000)
    const a = new Stock('a', 9, 1000 - BLOCK_HEADER_BYTES, world)
    world.sending.join(a)
    world.sending.leave(a)
    world.clock.advance(20)
    expect(world.given).toHaveLength(1)
  })

  const stocks = fc.array(
    fc.record({
      blocks: fc.integer({ min: 1, max: 20 }),
      bytes: fc.integer({ min: 1, max: 2000 }),
    }),
    { minLength: 1, maxLength: 6 },
  )

  test.prop([
    stocks,
    fc.integer({ min: 100, max: 100_000 }),
    fc.double({ min: 0.001, max: 1, noNaN: true }),
  ])(
    'never sends more than its rate, and wastes none of it, however time advances',
    (wanted, rate, step) => {
      const world = worldOf(rate)
      const senders = wanted.map(({ blocks, bytes }, i) => new Stock(`${i}`, blocks, bytes, world))
      for (const sender of senders) world.sending.join(sender)
      const all = wanted.reduce(
        (sum, { blocks, bytes }) => sum + blocks * (bytes + BLOCK_HEADER_BYTES),
        0,
      )
      const sizes = new Map(senders.map(({ who, bytes }) => [who, bytes + BLOCK_HEADER_BYTES]))
      while (world.clock.now() < all / rate + step) world.clock.advance(step)
      let sent = 0
      for (const { who, at } of world.given) {
        sent += sizes.get(who) as number
        expect(sent).toBeLessThanOrEqual(rate * at + 1e-6 * all)
      }
      expect(sent).toBe(all)
    },
  )
})
