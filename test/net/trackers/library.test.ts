/// <reference path="./bittorrent-tracker.d.ts" />

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Client, Server } from 'bittorrent-tracker'
import { describe, expect, it } from 'vitest'
import { announce } from '../../../src/net/tracker/announce.js'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { INFO_HASH, peerIdOf, requestOf } from './samples.js'

// Tests our code with an independent implementation.

describe.each(['http', 'udp'])('over %s', (kind) => {
  it('the client of bittorrent-tracker understands our tracker', async () => {
    const server = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 120 })
    const urls = server.announceUrls.filter((url) => url.startsWith(kind))
    await announce(urls[0], requestOf({ leftBytes: 0 }))
    const options = { infoHash: INFO_HASH, peerId: peerIdOf(2), port: 7002, wrtc: false as const }
    const client = new Client({ ...options, announce: urls })
    const figures = { uploaded: 0, downloaded: 0, left: 5 }
    const peer = once(client, 'peer')
    client.start(figures)
    const [update] = await once(client, 'update')
    expect(update).toMatchObject({ complete: 1, incomplete: 1 })
    expect(await peer).toEqual(['127.0.0.1:6881'])
    client.complete({ ...figures, left: 0 })
    await once(client, 'update')
    const hash = Buffer.from(INFO_HASH).toString('hex')
    expect(server.swarms.scrape(0, hash)).toEqual({ seeders: 2, leechers: 0, completed: 1 })
    client.scrape()
    const [swarm] = await once(client, 'scrape')
    expect(swarm).toMatchObject({ complete: 2, incomplete: 0, downloaded: 1 })
    client.stop({ ...figures, left: 0 })
    await once(client, 'update')
    expect(server.swarms.peerCount).toBe(1)
    await new Promise<void>((resolve) => client.destroy(resolve))
    await server.close()
  })

  it('our client understands the server of bittorrent-tracker', async () => {
    const server = new Server({ ws: false, stats: false, interval: 120_000 })
    // It always opens a socket for IPv6; a machine may have none.
    server.on('error', () => {})
    const socket = kind === 'http' ? server.http : server.udp4
    const listening = once(socket, 'listening')
    server.listen(0, { http: '127.0.0.1', udp: '127.0.0.1', udp6: '::1' })
    await listening
    const url = `${kind}://127.0.0.1:${(socket.address() as AddressInfo).port}/announce`
    const [seed, leech] = [1, 2].map((n) => ({ peerId: peerIdOf(n), port: 7000 + n }))
    await announce(url, requestOf({ ...seed, leftBytes: 0 }))
    const joined = await announce(url, requestOf(leech))
    expect(joined).toMatchObject({ intervalSeconds: 120, seeders: 1, leechers: 1 })
    expect(joined.peers).toContainEqual({ host: '127.0.0.1', port: 7001 })
    const done = await announce(url, requestOf({ ...leech, event: 'completed', leftBytes: 0 }))
    expect(done).toMatchObject({ seeders: 2, leechers: 0 })
    const gone = await announce(url, requestOf({ ...seed, event: 'stopped', leftBytes: 0 }))
    expect(gone).toMatchObject({ seeders: 1, leechers: 0 })
    await new Promise<void>((resolve) => server.close(resolve))
  })
})
