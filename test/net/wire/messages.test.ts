import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../src/net/wire/connection.js'
import { cable } from './cable.js'
import { loopback } from './loopback.js'
import { greetedPair, introduction, WAYS } from './pair.js'
import type { Heard } from './recorder.js'

const number = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const block = fc.tuple(number, number, number)
const bytes = (most: number) => fc.uint8Array({ maxLength: most })
const host = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255)).map(([a, d]) => `${a}.0.0.${d}`),
  fc.integer({ min: 1, max: 65535 }).map((group) => `2001:db8::${group.toString(16)}`),
)
const address = fc.record({ host, port: fc.integer({ min: 1, max: 65535 }) })

/** A message: how to send it, and how it must be received. */
interface Word {
  readonly say: (to: Connection) => void
  readonly heard: Heard
}

const word: fc.Arbitrary<Word> = fc.oneof(
  fc
    .constantFrom('choke', 'unchoke', 'interested', 'notInterested', 'haveAll', 'haveNone')
    .map((name) => ({ say: (to) => to[name as 'choke'](), heard: [name] }) as Word),
  number.map((piece) => ({ say: (to) => to.have(piece), heard: ['have', piece] }) as Word),
  number.map((piece) => {
    return { say: (to) => to.allowedFast(piece), heard: ['allowedFast', piece] } as Word
  }),
  fc.tuple(fc.constantFrom('request', 'cancel', 'reject'), block).map(([name, at]) => {
    return { say: (to) => to[name as 'request'](...at), heard: [name, ...at] } as Word
  }),
  fc.nat(65535).map((port) => {
    return { say: (to) => to.port(port), heard: ['port', port] } as Word
  }),
  bytes(600).map((bits) => {
    return { say: (to) => to.bitfield(bits), heard: ['bitfield', [...bits]] } as Word
  }),
  fc.tuple(number, number, bytes(16 * 1024)).map(([piece, begin, payload]) => {
    const hex = Buffer.from(payload).toString('hex')
    return {
      say: (to) => to.piece(piece, begin, payload),
      heard: ['piece', piece, begin, payload.length, hex],
    } as Word
  }),
  fc
    .oneof(
      fc.record({ kind: fc.constantFrom('request', 'reject'), piece: fc.nat() }),
      fc.record({
        kind: fc.constant('data'),
        piece: fc.nat(),
        totalBytes: fc.nat(),
        payload: bytes(16 * 1024),
      }),
    )
    .map((message) => {
      return { say: (to) => to.metadata(message as never), heard: ['metadata', message] } as Word
    }),
  fc
    .record({
      added: fc.array(fc.tuple(address, fc.nat(31))),
      dropped: fc.array(address),
    })
    .map(({ added, dropped }) => {
      const v4First = (a: { host: string }, b: { host: string }) =>
        Number(a.host.includes(':')) - Number(b.host.includes(':'))
      const message = {
        added: added.map(([peer, flags]) => ({ ...peer, flags })).sort(v4First),
        dropped: dropped.sort(v4First),
      }
      return { say: (to) => to.pex(message), heard: ['pex', message] } as Word
    }),
)

describe.each(WAYS)('messages with $cipher', (way) => {
  test.prop(
    [
      fc.array(word, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 20 }),
    ],
    { numRuns: 60 },
  )('arrive as they were sent, however the bytes are cut', async (words, cuts) => {
    const { host, dialler } = await greetedPair(cable(cuts), way)
    expect(dialler.connection.cipher).toBe(way.cipher)
    expect(host.connection.cipher).toBe(way.cipher)
    for (const [to, from] of [
      [host, dialler],
      [dialler, host],
    ] as const) {
      const before = to.recorder.heard.length
      for (const { say } of words) say(from.connection)
      await to.recorder.until(() => to.recorder.heard.length === before + words.length)
      expect(to.recorder.heard.slice(before)).toEqual(words.map(({ heard }) => heard))
    }
    host.connection.close('done')
  })

  it('go over a socket', async () => {
    const ends = await loopback()
    const { host, dialler } = await greetedPair(ends.sockets, way)
    const payload = new Uint8Array(16 * 1024).fill(9)
    for (let piece = 0; piece < 100; piece++) dialler.connection.piece(piece, 0, payload)
    dialler.connection.have(7)
    await host.recorder.until(() => host.recorder.heard.at(-1)?.[0] === 'have')
    const hex = Buffer.from(payload).toString('hex')
    const blocks = Array.from({ length: 100 }, (_, i) => ['piece', i, 0, payload.length, hex])
    expect(host.recorder.heard).toEqual([['extension', introduction], ...blocks, ['have', 7]])
    expect(payload.every((byte) => byte === 9)).toBe(true)
    dialler.connection.close('done')
    await host.recorder.until(() => host.recorder.closings.length > 0)
    expect(host.recorder.closings).toEqual(['closed the connection'])
    ends.close()
  })
})
