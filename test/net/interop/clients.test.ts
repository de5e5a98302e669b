import { describe, expect, it } from 'vitest'
import { formatMagnet, parseMagnet } from '../../../src/net/torrent/magnet.js'
import { aria2 } from './aria2.js'
import { TestHousehold, whatIsMissing } from './household.js'
import { libtorrent } from './libtorrent.js'
import { runOurs } from './our-peer.js'
import { faultsIn, makePayload } from './payload.js'
import { transmission } from './transmission.js'
import { webtorrent } from './webtorrent.js'

const HOST = '127.0.0.1'
const PATIENCE = { timeout: 120_000 }

/** The slowest to start first. */
const CLIENTS = [transmission, aria2, libtorrent, webtorrent]

const WAYS = [
  { way: 'in the clear', encrypted: false, encryption: 'off', link: false },
  { way: 'encrypted', encrypted: true, encryption: 'require', link: false },
  { way: 'knowing a magnet link', encrypted: false, encryption: 'prefer', link: true },
] as const

for (const other of CLIENTS) {
  const missing = whatIsMissing(other)
  // Skipped if that client is not installed, which fails in the automatic checks.
  describe.skipIf(missing).concurrent(`${other.name} and we ${missing ?? ''}`, () => {
    it.for(WAYS)('that one seeds, we get: $way', PATIENCE, async (way, context) => {
      const { encrypted, encryption, link } = way
      const home = new TestHousehold(context)
      const { torrent, metainfo, folder } = await makePayload(home.folder(), [])
      const seed = await other.run(home, { torrent, folder, host: HOST, encrypted, peers: [] })
      await seed.finished
      const ours = await runOurs(home, {
        torrent: link ? parseMagnet(formatMagnet(metainfo)) : metainfo,
        ...{ folder: home.folder(), encryption, peers: [seed.address] },
      })
      await ours.finished
      expect(faultsIn(ours.folder)).toEqual([])
      expect(ours.ciphers.has('mse-rc4')).toBe(encrypted)
    })

    it.for(WAYS)('we seed, that one gets: $way', PATIENCE, async (way, context) => {
      const { encrypted, encryption, link } = way
      const home = new TestHousehold(context)
      const { torrent, metainfo, folder } = await makePayload(home.folder(), [])
      const ours = await runOurs(home, { torrent: metainfo, folder, encryption })
      const empty = home.folder()
      const leecher = await other.run(home, {
        torrent: link ? formatMagnet(metainfo) : torrent,
        ...{ folder: empty, host: HOST, encrypted, peers: [ours.address] },
      })
      if (!other.dials) ours.client.session?.heard(leecher.address, 'given')
      await leecher.finished
      expect(faultsIn(empty)).toEqual([])
      expect(ours.ciphers.has('mse-rc4')).toBe(encrypted)
    })
  })
}
