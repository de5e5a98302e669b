import { describe, expect, it } from 'vitest'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { aria2 } from './aria2.js'
import type { ForeignPeer } from './foreign-client.js'
import { libtorrent } from './libtorrent.js'
import { TestEnvironment, until, whatIsMissing } from './local-network.js'
import { runOurs } from './our-peer.js'
import { faultsIn, makePayload } from './payload.js'
import { transmission } from './transmission.js'
import { webtorrent } from './webtorrent.js'

// Clients that cannot be told which peers to dial start first.
const OTHERS = [transmission, aria2, libtorrent, webtorrent]

/** Slower than they could receive, so they must get most of it from each other. */
const UP = '8 Mbit/s'

const missing = whatIsMissing(...OTHERS)

// Skipped if one of them is not installed; the automatic checks then fail.
describe.skipIf(missing).concurrent(`a swarm of different clients ${missing ?? ''}`, () => {
  it('downloads everything from our seed through trackers, DHT and PEX', async (context) => {
    const environment = new TestEnvironment(context)
    const { torrent, metainfo, folder } = await makePayload(environment.folder(), [])
    const common = { torrent: metainfo, encryption: 'prefer' } as const
    const seed = await runOurs(environment, { ...common, folder, up: UP })
    const known = [seed.address]
    const leechers: (Pick<ForeignPeer, 'finished'> & { readonly folder: string })[] = []
    for (const [i, other] of OTHERS.entries()) {
      const task = {
        torrent,
        folder: environment.folder(),
        cipher: 'none' as const,
        peers: [...known],
      }
      const peer = await other.run(environment, { ...task, host: `127.0.0.${i + 2}` })
      known.push(peer.address)
      leechers.push({ folder: task.folder, finished: peer.finished })
      seed.client.session?.addPeer(peer.address, 'user')
    }
    const ours = { ...common, folder: environment.folder(), host: '127.0.0.9', peers: known }
    leechers.push(await runOurs(environment, ours))
    await Promise.all(leechers.map(({ finished }) => finished))
    expect(leechers.map(({ folder }) => faultsIn(folder))).toEqual(leechers.map(() => []))
    const { uploadedBytes } = seed.client.session!.peer.stats
    expect(uploadedBytes).toBeLessThan(leechers.length * metainfo.sizeBytes)
  })

  it.for(['http', 'udp'])(
    'connects through our %s tracker alone and downloads everything',
    async (kind, context) => {
      const environment = new TestEnvironment(context)
      const tracker = await trackerOf(environment, kind)
      const { torrent, metainfo, folder } = await makePayload(environment.folder(), [tracker.url])
      const task = { torrent, cipher: 'none' as const, peers: [] }
      const seed = await libtorrent.run(environment, { ...task, folder, host: '127.0.0.1' })
      await seed.finished
      const begun = []
      for (const [i, other] of OTHERS.entries()) {
        const empty = environment.folder()
        const peer = await other.run(environment, {
          ...task,
          folder: empty,
          host: `127.0.0.${i + 2}`,
        })
        begun.push(peer.finished.then(() => empty))
        // Transmission dials no peer on this machine: later clients have to find it.
        await until(async () => tracker.swarms.peerCount === i + 2)
        environment.note(`${other.name} is known to the tracker`)
      }
      const ours = await runOurs(environment, {
        ...{
          torrent: metainfo,
          folder: environment.folder(),
          host: '127.0.0.9',
          encryption: 'prefer',
        },
      })
      const folders = await Promise.all([...begun, ours.finished.then(() => ours.folder)])
      expect(folders.map(faultsIn)).toEqual(folders.map(() => []))
      expect(tracker.swarms.peerCount).toBe(folders.length + 1)
    },
  )
})

async function trackerOf(environment: TestEnvironment, kind: string) {
  const server = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 60 })
  environment.atEnd(() => server.close())
  const url = server.announceUrls.find((url) => url.startsWith(kind))!
  return { url, swarms: server.swarms }
}
