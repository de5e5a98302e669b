import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { DownloadScheduler, type Reader } from '../../../src/net/session/download-scheduler.js'
import { HandClock } from '../hand-clock.js'

/** A connection that records whether it may be read. */
class Socket implements Reader {
  isPaused = false
  pause() {
    this.isPaused = true
  }
  resume() {
    this.isPaused = false
  }
}

function worldOf(bytesPerSecond: number, mostWaitingBytes = 1e9) {
  const clock = new HandClock()
  const receiving = new DownloadScheduler(clock, { bytesPerSecond }, mostWaitingBytes)
  const heard: { what: string; at: number }[] = []
  const sockets = [new Socket(), new Socket(), new Socket()]
  for (const socket of sockets) receiving.join(socket)
  const comes = (socket: number, what: string, bytes: number) =>
    receiving.enqueue(sockets[socket], bytes, () => heard.push({ what, at: clock.now() }))
  return { clock, receiving, heard, sockets, comes }
}

describe('the download scheduler', () => {
  it('without a limit delivers everything at once', () => {
    const { heard, comes } = worldOf(Number.POSITIVE_INFINITY)
    comes(0, 'block', 16_384)
    comes(0, 'word', 0)
    expect(heard.map(({ what }) => what)).toEqual(['block', 'word'])
  })

  it('delivers blocks in turns, each after its time on the downlink', () => {
    const { clock, heard, comes } = worldOf(1000)
    for (const block of ['a1', 'a2', 'a3']) comes(0, block, 500)
    for (const block of ['b1', 'b2']) comes(1, block, 500)
    clock.advance(10)
    expect(heard).toEqual([
      { what: 'a1', at: 0 },
      { what: 'a2', at: 0.5 },
      { what: 'b1', at: 1 },
      { what: 'a3', at: 1.5 },
      { what: 'b2', at: 2 },
    ])
  })

  it('keeps messages in order behind the blocks of their own connection only', () => {
    const { clock, heard, comes } = worldOf(1000)
    comes(0, 'first', 1000)
    comes(0, 'block', 1000)
    comes(0, 'choke', 0)
    comes(0, 'unchoke', 0)
    comes(1, 'have', 0)
    expect(heard.map(({ what }) => what)).toEqual(['first', 'have'])
    clock.advance(1)
    expect(heard.map(({ what }) => what)).toEqual(['first', 'have', 'block', 'choke', 'unchoke'])
  })

  it('pauses a connection while a window of its bytes waits', () => {
    const { clock, sockets, comes } = worldOf(16_384)
    for (let i = 0; i < 5; i++) comes(0, 'block', 16_384)
    expect(sockets.map(({ isPaused }) => isPaused)).toEqual([true, false, false])
    clock.advance(1)
    expect(sockets[0].isPaused).toBe(false)
  })

  it('pauses all connections, new ones too, while too much waits for the disk', () => {
    const { receiving, sockets } = worldOf(Number.POSITIVE_INFINITY, 1000)
    receiving.addPendingWrite(1001)
    const late = new Socket()
    receiving.join(late)
    expect([...sockets, late].every(({ isPaused }) => isPaused)).toBe(true)
    receiving.addPendingWrite(-1)
    expect([...sockets, late].some(({ isPaused }) => isPaused)).toBe(false)
  })

  it('delivers nothing more of a closed connection', () => {
    const { clock, receiving, heard, sockets, comes } = worldOf(1000)
    comes(0, 'a1', 1000)
    comes(0, 'a2', 1000)
    comes(1, 'b1', 1000)
    receiving.leave(sockets[0])
    clock.advance(10)
    expect(heard.map(({ what }) => what)).toEqual(['a1', 'b1'])
  })

  const arrivals = fc.array(
    fc.record({
      socket: fc.integer({ min: 0, max: 2 }),
      bytes: fc.constantFrom(0, 0, 300, 1000, 16_384),
      after: fc.constantFrom(0, 0, 0.1, 2),
    }),
    { minLength: 1, maxLength: 60 },
  )

  test.prop([arrivals, fc.integer({ min: 200, max: 50_000 })])(
    'passes everything once, each connection in order, no faster than its rate and never idle',
    (all, rate) => {
      const { clock, heard, comes } = worldOf(rate)
      const sent: { name: string; socket: number; bytes: number; at: number }[] = []
      for (const [i, { socket, bytes, after }] of all.entries()) {
        clock.advance(after)
        sent.push({ name: `${i}`, socket, bytes, at: clock.now() })
        comes(socket, `${i}`, bytes)
      }
      clock.advance(1e7)
      expect(heard.map(({ what }) => what).sort()).toEqual(sent.map(({ name }) => name).sort())
      for (const socket of [0, 1, 2]) {
        const mine = new Set(sent.filter((one) => one.socket === socket).map(({ name }) => name))
        const order = heard.map(({ what }) => what).filter((name) => mine.has(name))
        expect(order).toEqual([...mine])
      }
      // A single server that is never idle while a block waits finishes each block at this time.
      let free = Number.NEGATIVE_INFINITY
      const ends: number[] = []
      for (const { bytes, at } of sent) {
        if (bytes === 0) continue
        free = Math.max(free, at - bytes / rate) + bytes / rate
        ends.push(free)
      }
      const blocks = new Set(sent.filter(({ bytes }) => bytes > 0).map(({ name }) => name))
      const last = heard.filter(({ what }) => blocks.has(what)).at(-1)
      if (last !== undefined) expect(last.at).toBeCloseTo(ends[ends.length - 1], 6)
    },
  )
})
