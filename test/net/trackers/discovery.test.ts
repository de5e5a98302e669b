import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { Discovery, type DiscoveryOptions } from '../../../src/net/discovery/discovery.js'
import type { FoundPeer } from '../../../src/net/discovery/peer-source.js'
import type { AnnounceRequest } from '../../../src/net/tracker/announcement.js'
import { TrackerError } from '../../../src/net/tracker/tracker-error.js'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { TrackerTiers } from '../../../src/net/tracker/tracker-tiers.js'
import { soon } from '../patience.js'
import { INFO_HASH, peerIdOf } from './samples.js'

const random = new Random('discovery', 'tiers')
const begun: Discovery[] = []
afterEach(async () => {
  await Promise.all(begun.splice(0).map((one) => one.stop()))
})

/** Returns a peer's discovery and the peers that it reported. */
function looking(n: number, given: Partial<DiscoveryOptions> = {}) {
  const found: FoundPeer[] = []
  const notices: string[] = []
  const figures = { uploadedBytes: 0, downloadedBytes: 0, leftBytes: 1000 }
  const discovery = new Discovery({
    ...{ infoHash: INFO_HASH, peerId: peerIdOf(n), port: 7000 + n },
    ...{ tiers: new TrackerTiers([], random), private: false, dht: false, lsd: false },
    found: (peer) => found.push(peer),
    notice: (message) => notices.push(message),
    counts: () => figures,
    ...given,
  })
  begun.push(discovery)
  return { discovery, found, notices, figures }
}

/** Returns tiers of one tracker and its requests; it answers as `answer` does. */
function pretended(answer: () => Promise<number> = async () => 60) {
  const heard: AnnounceRequest[] = []
  const announceTo = async (_url: string, request: AnnounceRequest) => {
    heard.push(request)
    const intervalSeconds = await answer()
    return { intervalSeconds, minIntervalSeconds: 10, peers: [] }
  }
  return { tiers: new TrackerTiers([['http://t.example/announce']], random, announceTo), heard }
}

const events = (heard: readonly AnnounceRequest[]) => heard.map(({ event }) => event)

it('two peers find each other by a tracker, and leave it empty', async () => {
  const server = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 120 })
  const tiers = (kind: string) =>
    new TrackerTiers([server.announceUrls.filter((url) => url.startsWith(kind))], random)
  const first = looking(1, { tiers: tiers('http') })
  first.discovery.start()
  await soon(() => expect(server.swarms.peerCount).toBe(1))
  const second = looking(2, { tiers: tiers('udp') })
  second.discovery.start()
  const there = { host: '127.0.0.1', port: 7001, source: 'tracker' }
  await soon(() => expect(second.found).toEqual([there]))
  await Promise.all([first.discovery.stop(), second.discovery.stop()])
  expect(server.swarms.peerCount).toBe(0)
  expect([...first.notices, ...second.notices]).toEqual([])
  await server.close()
})

it('peers from the user are reported at once', () => {
  const { discovery, found } = looking(1, { userPeers: [{ host: '127.0.0.9', port: 9 }] })
  discovery.start()
  expect(found).toEqual([{ host: '127.0.0.9', port: 9, source: 'user' }])
})

it('a private torrent is announced to its trackers only', async () => {
  const { tiers, heard } = pretended()
  const node = createSocket('udp4').bind(0, '127.0.0.1')
  await once(node, 'listening')
  const askers: number[] = []
  node.on('message', (_packet, { port }) => askers.push(port))
  const { port } = node.address()
  const dht = { port: 0, host: '127.0.0.1', bootstrap: [`127.0.0.1:${port}`] }
  const given = [{ host: '127.0.0.9', port: 9 }]
  const kept = looking(1, {
    tiers,
    private: true,
    lsd: { host: '127.0.0.1' },
    userPeers: given,
    dht,
  })
  kept.discovery.start()
  kept.discovery.addDhtNode({ host: '127.0.0.1', port })
  await soon(() => expect(heard).toHaveLength(1))
  // A discovery that is not private does query that node: by then the first would have, too.
  const open = looking(2, { dht })
  open.discovery.start()
  await soon(() => expect(askers.length).toBeGreaterThan(0))
  expect(new Set(askers)).toEqual(new Set([open.discovery.dhtPort]))
  expect(kept.discovery.dhtPort).toBeUndefined()
  expect(kept.found).toEqual([])
  node.close()
})

it('a discovery that was never started announces no stop', async () => {
  const { tiers, heard } = pretended()
  await looking(1, { tiers }).discovery.stop()
  expect(heard).toEqual([])
})

it('stopping waits at most two seconds for a dead tracker', async () => {
  const { tiers, heard } = pretended()
  const { discovery } = looking(1, { tiers: slowToPart(tiers) })
  discovery.start()
  await soon(() => expect(heard).toHaveLength(1))
  const before = performance.now()
  await discovery.stop()
  const seconds = (performance.now() - before) / 1000
  expect(seconds).toBeGreaterThan(1.9)
  // Far below the 15 s of an announce.
  expect(seconds).toBeLessThan(10)
})

/** Returns the same tiers, but a stop announce ends only when it is cancelled. */
function slowToPart(tiers: TrackerTiers) {
  tiers.announceStop = ([{ signal }]) =>
    new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
  return tiers
}

it('a stop during an announce is still announced', async () => {
  const { tiers, heard } = pretended()
  let asked = 0
  const held = new TrackerTiers([['http://t.example/announce']], random, (_url, request) => {
    heard.push(request)
    if (++asked > 1) return tiers.announce(request).then(({ answer }) => answer)
    return new Promise((_, reject) => {
      request.signal?.addEventListener('abort', () => reject(new TrackerError('called off')))
    })
  })
  const { discovery, notices } = looking(1, { tiers: held })
  discovery.start()
  await discovery.stop()
  expect(events(heard).slice(0, 2)).toEqual(['started', 'stopped'])
  expect(notices).toEqual([])
})

it('completed and stopped are announced in that order when a stop follows at once', async () => {
  const { tiers, heard } = pretended()
  const { discovery } = looking(1, { tiers })
  discovery.start()
  await soon(() => expect(heard).toHaveLength(1))
  await new Promise((resolve) => setImmediate(resolve))
  discovery.completed()
  await discovery.stop()
  expect(events(heard)).toEqual(['started', 'completed', 'stopped'])
})

it.each([
  ['started', 1],
  ['completed', 2],
])('a stop during the "%s" announce repeats no event', async (_word, slow) => {
  let asked = 0
  const later = () => new Promise((resolve) => setTimeout(resolve, ++asked === slow ? 200 : 0))
  const { tiers, heard } = pretended(() => later().then(() => 60))
  const { discovery } = looking(1, { tiers })
  discovery.start()
  if (slow === 2) await new Promise((resolve) => setTimeout(resolve, 50))
  discovery.completed()
  await soon(() => expect(heard).toHaveLength(slow))
  await discovery.stop()
  expect(events(heard)).toEqual(['started', 'completed', 'stopped'])
})

it('a silent tracker does not keep others from the stop announce', async () => {
  const heard: string[] = []
  const silent = 'http://silent.example/announce'
  const urls = [[silent], ['http://t.example/announce']]
  const isSilent = () => heard.length > 1
  const held = new TrackerTiers(urls, random, async (url, { event, signal }) => {
    if (url === silent && isSilent()) {
      await new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new TrackerError('called off')))
      })
    }
    if (url === silent) throw new TrackerError('is down')
    heard.push(event)
    return { intervalSeconds: 60, minIntervalSeconds: 10, peers: [] }
  })
  const { discovery } = looking(1, { tiers: held })
  discovery.start()
  await soon(() => expect(heard).toEqual(['started']))
  heard.push('silence begins')
  discovery.completed()
  await new Promise((resolve) => setTimeout(resolve, 50))
  await discovery.stop()
  expect(heard).toEqual(['started', 'silence begins', 'completed', 'stopped'])
})

it('a DHT port in use is reported, and nothing else breaks', async () => {
  const first = looking(1, { dht: { port: 0, host: '127.0.0.1', bootstrap: [] } })
  first.discovery.start()
  await soon(() => expect(first.discovery.dhtPort).toBeGreaterThan(0))
  const port = first.discovery.dhtPort as number
  const second = looking(2, { dht: { port, host: '127.0.0.1', bootstrap: [] } })
  second.discovery.start()
  await soon(() => expect(second.notices.join()).toContain('EADDRINUSE'))
  expect(second.discovery.dhtPort).toBeUndefined()
})

// On a fake clock, hours pass at once.
const onFakeTime = {
  start: () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }),
}
beforeEach(() => void vi.useRealTimers())

it('each event is announced once, in order, with the counts of its time', async () => {
  onFakeTime.start()
  const { tiers, heard } = pretended()
  const { discovery, figures } = looking(1, { tiers })
  discovery.start()
  await vi.advanceTimersByTimeAsync(61_000)
  expect(events(heard)).toEqual(['started', ''])
  Object.assign(figures, { downloadedBytes: 1000, leftBytes: 0, uploadedBytes: 5 })
  discovery.completed()
  discovery.completed()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(events(heard)).toEqual(['started', '', 'completed'])
  expect(heard[0]).toMatchObject({ downloadedBytes: 0, leftBytes: 1000, port: 7001 })
  expect(heard[2]).toMatchObject({ downloadedBytes: 1000, leftBytes: 0, uploadedBytes: 5 })
  await discovery.stop()
  await discovery.stop()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(events(heard)).toEqual(['started', '', 'completed', 'stopped'])
})

it('with few links, the next announce is sent as soon as the tracker permits', async () => {
  onFakeTime.start()
  const { tiers, heard } = pretended(async () => 1800)
  const { discovery } = looking(1, { tiers })
  discovery.start()
  await vi.advanceTimersByTimeAsync(4000)
  for (let i = 0; i < 5; i++) discovery.wantMore()
  await vi.advanceTimersByTimeAsync(5000)
  expect(heard).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(events(heard)).toEqual(['started', ''])
})

it('announces to a tracker that is down get rarer, and no stop is announced', async () => {
  onFakeTime.start()
  const at: number[] = []
  const { tiers } = pretended(async () => {
    at.push(Math.round(performance.now() / 1000))
    throw new TrackerError('is down')
  })
  const { discovery, notices } = looking(1, { tiers })
  discovery.start()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(at.map((seconds) => seconds - at[0])).toEqual([0, 15, 45, 105])
  expect(notices).toEqual(['http://t.example: is down'])
  await discovery.stop()
  expect(at).toHaveLength(4)
})
