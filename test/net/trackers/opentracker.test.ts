import { chmodSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { announce, scrape } from '../../../src/net/tracker/announce.js'
import { freePort, needs, Workshop } from './programs.js'
import { INFO_HASH, peerIdOf, requestOf } from './samples.js'

// Tests our client with another project's tracker.

/** The user that it becomes: it refuses to stay root. */
const NOBODY = { uid: 65534, gid: 65534 }

it('opentracker understands our announces and scrapes, by HTTP and UDP', async (context) => {
  needs('opentracker', context)
  const shop = new Workshop()
  try {
    chmodSync(shop.folder, 0o755)
    const port = await freePort()
    const hash = Buffer.from(INFO_HASH).toString('hex')
    const list = shop.write('whitelist', `${hash}\n`)
    const where = ['-i', '127.0.0.1', '-p', String(port), '-P', String(port), '-d', shop.folder]
    const root = process.getuid?.() === 0
    shop.start('opentracker', [...where, '-w', root ? '/whitelist' : list], root ? {} : NOBODY)
    const urls = ['http', 'udp'].map((kind) => `${kind}://127.0.0.1:${port}/announce`)
    for (let tries = 0; ; tries++) {
      const failure = await announce(urls[0], requestOf()).then(() => undefined, String)
      if (failure === undefined) break
      if (tries === 50) throw new Error(`${failure} ${shop.printed}`)
      await sleep(100)
    }
    for (const [n, url] of urls.entries()) {
      const [seed, leech] = [0, 1].map((i) => ({ peerId: peerIdOf(9 + i), port: 7000 + 2 * n + i }))
      await announce(url, requestOf({ ...seed, leftBytes: 0 }))
      const { peers, seeders } = await announce(url, requestOf(leech))
      expect(peers).toContainEqual({ host: '127.0.0.1', port: seed.port })
      expect(seeders).toBe(1)
      expect(await scrape(url, INFO_HASH)).toMatchObject({ seeders: 1, completed: n })
      await announce(url, requestOf({ ...leech, event: 'completed', leftBytes: 0 }))
      expect(await scrape(url, INFO_HASH)).toMatchObject({ seeders: 2, completed: n + 1 })
      for (const one of [seed, leech]) {
        await announce(url, requestOf({ ...one, event: 'stopped', leftBytes: 0 }))
      }
      expect(await scrape(url, INFO_HASH)).toMatchObject({ seeders: 0 })
    }
    const other = requestOf({ infoHash: new Uint8Array(20).fill(1) })
    await expect(announce(urls[0], other)).rejects.toThrow('it refused: Requested download is not')
  } finally {
    await shop.end()
  }
})
