import { describe, expect, it } from 'vitest'
import { TestEnvironment, whatIsMissing } from './local-network.js'
import { opentracker } from './opentracker.js'
import { runOurs } from './our-peer.js'
import { faultsIn, makePayload } from './payload.js'

const missing = whatIsMissing(opentracker)

// Skipped if it is not installed; the automatic checks then fail.
describe.skipIf(missing).concurrent(`opentracker ${missing ?? ''}`, () => {
  it.for(['http', 'udp'])(
    'brings our seed and our leecher together by %s',
    async (kind, context) => {
      const environment = new TestEnvironment(context)
      const { metainfo: plain, folder } = await makePayload(environment.folder(), [])
      const urls = await opentracker.run(environment, plain.infoHashHex)
      const announceTiers = [urls.filter((url) => url.startsWith(kind))]
      const common = { torrent: { ...plain, announceTiers }, encryption: 'prefer' } as const
      const seed = await runOurs(environment, { ...common, folder })
      await seed.finished
      const ours = await runOurs(environment, { ...common, folder: environment.folder() })
      await ours.finished
      expect(faultsIn(ours.folder)).toEqual([])
    },
  )
})
