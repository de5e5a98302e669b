import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { answerMetadata } from '../../../src/net/wire/metadata-answer.js'
import { MAX_METADATA_BYTES, MetadataFetch } from '../../../src/net/wire/metadata-fetch.js'

const info = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 2654435761) >>> 24)
const infoHash = createHash('sha1').update(info).digest()
const infoIs = (bytes: Uint8Array) => Buffer.compare(bytes, info) === 0

/** How a peer behaves; only one kind is useful. */
type Manner = 'honest' | 'rejects' | 'silent' | 'spoils' | 'short' | 'wrong size' | 'leaves'

/** Adds peers of those kinds one after the other, and answers requests to them. */
function run(manners: readonly Manner[], order: () => number = () => 0) {
  const asked: { peer: number; piece: number }[] = []
  let requests = 0
  const fetch = new MetadataFetch<number>(infoHash, (peer, piece) => {
    requests++
    asked.push({ peer, piece })
  })
  let now = 0
  manners.forEach((manner, peer) => {
    fetch.addPeer(now, peer, manner === 'wrong size' ? 1000 : info.length)
  })
  for (; now < 1000 && fetch.info === null; now += 5) {
    while (asked.length > 0) {
      const [{ peer, piece }] = asked.splice(order() % asked.length, 1)
      reply(fetch, now, peer, piece, manners[peer])
    }
    fetch.wake(now)
  }
  return { fetch, requests, seconds: now }
}

function reply(fetch: MetadataFetch<number>, now: number, peer: number, piece: number, as: Manner) {
  if (as === 'silent') return
  if (as === 'leaves') return fetch.removePeer(now, peer)
  const answer = answerMetadata(as === 'rejects' ? null : info, piece)
  if (answer.kind !== 'data') return fetch.reject(now, peer, piece)
  const payload = Uint8Array.from(answer.payload)
  if (as === 'spoils') payload[piece] ^= 1
  const cut = as === 'short' ? payload.subarray(1) : payload
  fetch.data(now, peer, piece, as === 'wrong size' ? 1000 : info.length, cut)
}

describe('the info dictionary', () => {
  it('arrives from one peer', () => {
    const { fetch, requests } = run(['honest'])
    expect(fetch.info !== null && infoIs(fetch.info)).toBe(true)
    expect(requests).toBe(13)
  })

  it('is requested from several peers', () => {
    const asked = new Map<number, number>()
    const fetch = new MetadataFetch<number>(infoHash, (peer, piece) => asked.set(piece, peer))
    const large = 12 * 16 * 1024
    for (const peer of [0, 1, 2, 3]) fetch.addPeer(0, peer, large)
    expect([...asked.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(new Set(asked.values())).toEqual(new Set([0, 1, 2]))
  })

  const useless = fc.constantFrom<Manner>(
    'rejects',
    'silent',
    'spoils',
    'short',
    'wrong size',
    'leaves',
  )

  test.prop([
    fc.array(useless, { maxLength: 12 }),
    fc.nat(12),
    fc.array(fc.nat(), { minLength: 1 }),
  ])('arrives if one peer is honest, whatever the others do', (others, at, draws) => {
    let draw = 0
    const manners = others.toSpliced(at, 0, 'honest')
    const { fetch } = run(manners, () => draws[draw++ % draws.length])
    expect(fetch.info !== null && infoIs(fetch.info)).toBe(true)
  })

  test.prop([fc.array(useless, { maxLength: 8 })])(
    'is never wrong, and useless peers get only a few requests',
    (manners) => {
      const { fetch, requests } = run(manners)
      expect(fetch.info).toBeNull()
      expect(requests).toBeLessThanOrEqual(
        manners.length * manners.length * 4 + 24 * manners.length,
      )
    },
  )

  it.each([0, -1, MAX_METADATA_BYTES + 1, Number.NaN, 2 ** 40])(
    'is not requested with a size of %d',
    (bytes) => {
      const fetch = new MetadataFetch<number>(infoHash, () => expect.unreachable())
      fetch.addPeer(0, 1, bytes)
    },
  )

  it('ignores a piece that was not requested', () => {
    const fetch = new MetadataFetch<number>(infoHash, () => {})
    fetch.data(0, 1, 0, 5, new Uint8Array(5))
    fetch.addPeer(0, 1, 5)
    fetch.data(0, 2, 0, 5, new Uint8Array(5))
    fetch.data(0, 1, 7, 5, new Uint8Array(5))
    fetch.reject(0, 1, 7)
    expect(fetch.info).toBeNull()
  })
})

describe('an answer', () => {
  it('has the requested piece; the last one is shorter', () => {
    const pieces = Array.from({ length: 13 }, (_, piece) => answerMetadata(info, piece))
    const payloads = pieces.map((answer) => (answer.kind === 'data' ? answer.payload : []))
    expect(payloads.map(({ length }) => length)).toEqual([...new Array(12).fill(16384), 3392])
    expect(Buffer.concat(payloads as Uint8Array[])).toEqual(Buffer.from(info))
  })

  it.each([13, 2 ** 31 - 1])('to a request for piece %i is a reject', (piece) => {
    expect(answerMetadata(info, piece)).toEqual({ kind: 'reject', piece })
    expect(answerMetadata(null, 0)).toEqual({ kind: 'reject', piece: 0 })
  })
})
