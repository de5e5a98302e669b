import { describe, expect, it } from 'vitest'
import { formatMagnet, parseMagnet } from '../../../src/net/torrent/magnet.js'
import { aria2 } from './aria2.js'
import type { ForeignClient } from './foreign-client.js'
import { libtorrent } from './libtorrent.js'
import { TestEnvironment, whatIsMissing } from './local-network.js'
import { runOurs } from './our-peer.js'
import { faultsIn, makePayload } from './payload.js'
import { transmission } from './transmission.js'
import { webtorrent } from './webtorrent.js'

const HOST = '127.0.0.1'

/** The clients, slowest to start first. */
const CLIENTS = [transmission, aria2, libtorrent, webtorrent]

const WAYS = [
  { way: 'in the clear', cipher: 'none', encryption: 'off', link: false },
  { way: 'by MSE, in the clear', cipher: 'mse-plain', encryption: 'prefer', link: false },
  { way: 'encrypted', cipher: 'mse-rc4', encryption: 'require', link: false },
  { way: 'knowing a magnet link', cipher: 'none', encryption: 'prefer', link: true },
] as const

/**
 * Returns the encryptions that we may have used. With `prefer` it is the other side's choice,
 * except RC4, which costs most. aria2 always dials with MSE, also when it dials again after
 * completion.
 */
function allowed({ cipher, link }: (typeof WAYS)[number], other: ForeignClient): string[] {
  return cipher === 'none' && (link || !other.dials) ? ['none', 'mse-plain'] : [cipher]
}

for (const other of CLIENTS) {
  const missing = whatIsMissing(other)
  const ways = WAYS.filter(({ cipher }) => cipher !== 'mse-plain' || other.speaksMsePlain)
  // Skipped if that client is not installed; the automatic checks then fail.
  describe.skipIf(missing).concurrent(`${other.name} and we ${missing ?? ''}`, () => {
    it.for(ways)('it seeds, we download: $way', async (way, context) => {
      const { cipher, encryption, link } = way
      const environment = new TestEnvironment(context)
      const { torrent, metainfo, folder } = await makePayload(environment.folder(), [])
      const seed = await other.run(environment, { torrent, folder, host: HOST, cipher, peers: [] })
      await seed.finished
      const ours = await runOurs(environment, {
        torrent: link ? parseMagnet(formatMagnet(metainfo)) : metainfo,
        ...{ folder: environment.folder(), encryption, peers: [seed.address] },
      })
      await ours.finished
      expect(faultsIn(ours.folder)).toEqual([])
      expect(ours.ciphers.size).toBeGreaterThan(0)
      expect(allowed(way, other)).toEqual(expect.arrayContaining([...ours.ciphers]))
    })

    it.for(ways)('we seed, it downloads: $way', async (way, context) => {
      const { cipher, encryption, link } = way
      const environment = new TestEnvironment(context)
      const { torrent, metainfo, folder } = await makePayload(environment.folder(), [])
      // A client that dials us with MSE may offer both modes; with `off` we take the plain one.
      const ourChoice = cipher === 'mse-plain' && other.dials ? 'off' : encryption
      const ours = await runOurs(environment, { torrent: metainfo, folder, encryption: ourChoice })
      const empty = environment.folder()
      const leecher = await other.run(environment, {
        torrent: link ? formatMagnet(metainfo) : torrent,
        ...{ folder: empty, host: HOST, cipher, peers: [ours.address] },
      })
      if (!other.dials) ours.client.session?.addPeer(leecher.address, 'user')
      await leecher.finished
      expect(faultsIn(empty)).toEqual([])
      expect(ours.ciphers.size).toBeGreaterThan(0)
      expect(allowed(way, other)).toEqual(expect.arrayContaining([...ours.ciphers]))
    })
  })
}
