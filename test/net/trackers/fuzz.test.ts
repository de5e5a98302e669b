import type { RemoteInfo } from 'node:dgram'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import { Random } from '../../../src/base/random.js'
import { isDialable, readCompact, writeCompact } from '../../../src/net/common/peer-address.js'
import {
  failureReason,
  readAnnounce,
  readScrape,
} from '../../../src/net/tracker/announce-answer.js'
import { readUdpAnnounce, readUdpScrape } from '../../../src/net/tracker/announce-udp.js'
import { type AnnounceAnswer, MAX_PEERS } from '../../../src/net/tracker/announcement.js'
import { TrackerError } from '../../../src/net/tracker/tracker-error.js'
import { readAnnounced, readQuery, readScraped } from '../../../src/net/tracker/tracker-query.js'
import { TrackerSwarms } from '../../../src/net/tracker/tracker-swarms.js'
import { UdpTracker } from '../../../src/net/tracker/tracker-udp.js'
import { INFO_HASH } from './samples.js'

/**
 * Returns the value, or undefined for a TrackerError with a message; other errors fail the test.
 */
function orRefused<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (failure) {
    expect(failure).toBeInstanceOf(TrackerError)
    expect((failure as TrackerError).message).toMatch(/^[^\n]{5,300}$/)
    return undefined
  }
}

function expectSane(answer: AnnounceAnswer | undefined) {
  if (answer === undefined) return
  const { intervalSeconds, minIntervalSeconds, peers, seeders = 0, leechers = 0 } = answer
  expect(intervalSeconds).toBeGreaterThanOrEqual(10)
  expect(intervalSeconds).toBeLessThanOrEqual(86_400)
  expect(minIntervalSeconds).toBeLessThanOrEqual(intervalSeconds)
  expect(minIntervalSeconds).toBeGreaterThanOrEqual(10)
  expect(peers.length).toBeLessThanOrEqual(MAX_PEERS)
  expect(peers.every(isDialable)).toBe(true)
  expect(seeders >= 0 && leechers >= 0).toBe(true)
}

const bytes = fc.uint8Array({ maxLength: 300 })
const text = fc.uint8Array({ maxLength: 24 })
/** Any value; the expected one more often than by chance. */
const value = fc.oneof(fc.integer(), text, fc.array(fc.integer()), fc.constant({}))
const peer = fc.record(
  {
    ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), value),
    port: fc.oneof(fc.integer({ min: -1, max: 70_000 }), value),
    'peer id': fc.oneof(fc.uint8Array({ minLength: 20, maxLength: 20 }), value),
  },
  { requiredKeys: [] },
)
const compact = fc.uint8Array({ maxLength: 10 }).map((some) => Buffer.alloc(6 * some.length, some))
const answers = fc.record(
  {
    interval: fc.oneof(fc.integer({ min: -2, max: 4000 }), value),
    'min interval': fc.oneof(fc.nat(), value),
    complete: value,
    incomplete: value,
    peers: fc.oneof(compact, fc.array(peer), value),
    peers6: fc.oneof(compact, value),
    'warning message': value,
    'failure reason': fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, value),
    files: value,
  },
  { requiredKeys: [] },
)

/** A well-formed text with some of its bytes changed, or its end cut off. */
const mutated = fc
  .tuple(answers, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.option(fc.nat()))
  .map(([answer, changes, cut]) => {
    const body = Uint8Array.from(encode(answer as Parameters<typeof encode>[0]))
    for (const [at, byte] of changes) body[at % body.length] = byte
    return cut === null ? body : body.subarray(0, cut % body.length)
  })

const readers = (body: Uint8Array) => {
  expectSane(orRefused(() => readAnnounce(body)))
  orRefused(() => readScrape(body, INFO_HASH))
  expect(['string', 'undefined']).toContain(typeof failureReason(body))
}

test.prop([bytes], { numRuns: 500 })('random bytes are an answer or a TrackerError', readers)

test.prop([answers], { numRuns: 1000 })('any dictionary is an answer or a TrackerError', (answer) =>
  readers(encode(answer as Parameters<typeof encode>[0])),
)

test.prop([mutated], { numRuns: 1000 })('a damaged answer is an answer or a TrackerError', readers)

test.prop([bytes, fc.constantFrom(4 as const, 6 as const)], { numRuns: 500 })(
  'random UDP packets are an answer or a TrackerError',
  (packet, family) => {
    expectSane(orRefused(() => readUdpAnnounce(packet, family)))
    orRefused(() => readUdpScrape(packet))
  },
)

test.prop([fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 65_535 })])(
  'an address survives its compact form',
  (host, port) => {
    const written = writeCompact({ host, port }) as Uint8Array
    const family = host.includes(':') ? 6 : 4
    const [read] = readCompact(written, family, 1)
    const same = family === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host
    if (isDialable({ host: same, port })) expect(read).toEqual({ host: same, port })
    else expect(read).toBeUndefined()
  },
)

const queryText = fc
  .array(
    fc.tuple(
      fc.constantFrom('info_hash', 'peer_id', 'port', 'left', 'event', 'numwant', 'compact', 'x'),
      fc.oneof(fc.stringMatching(/^(%[0-9a-f]{2}){20}$/), fc.string(), fc.nat().map(String)),
    ),
  )
  .map((words) => words.map(([name, value]) => `${name}=${value}`).join('&'))

test.prop([queryText], { numRuns: 1000 })('a query is read as an announce or refused', (search) => {
  const announced = orRefused(() => readAnnounced(readQuery(search), '127.0.0.1'))
  if (announced !== undefined) {
    expect(announced.infoHash).toMatch(/^[0-9a-f]{40}$/)
    expect(announced.id).toHaveLength(20)
    expect(isDialable(announced)).toBe(true)
    expect(announced.want).toBeLessThanOrEqual(200)
  }
  orRefused(() => readScraped(readQuery(search)))
})

test.prop([fc.array(fc.tuple(fc.nat(4), fc.uint8Array({ maxLength: 140 })), { maxLength: 20 })])(
  'UDP packets of any kind get an answer of at most 1.5 KB, or none',
  (packets) => {
    const random = new Random('fuzz', 'swarms')
    const tracker = { swarms: new TrackerSwarms(60, random), intervalSeconds: 60, now: () => 1 }
    const udp = new UdpTracker(tracker)
    const from = { address: '127.0.0.1', family: 'IPv4', port: 9, size: 0 } as RemoteInfo
    const hello = Buffer.from('000004172710198000000000deadbeef', 'hex')
    const connection = Buffer.from(udp.answer(hello, from) as Uint8Array).subarray(8)
    for (const [action, rest] of packets) {
      const head = Buffer.alloc(16)
      connection.copy(head)
      head.writeUInt32BE(action, 8)
      const packet = Buffer.concat([head, rest])
      const answer = udp.answer(packet, from)
      if (answer !== undefined) expect(answer.length).toBeLessThanOrEqual(1500)
      udp.answer(packet.subarray(0, packet.length >> 1), from)
    }
    const peers = [...tracker.swarms.all.values()].map((swarm) => swarm.peers.size)
    expect(tracker.swarms.peerCount).toBe(peers.reduce((sum, count) => sum + count, 0))
  },
)
