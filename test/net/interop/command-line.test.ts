import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatMagnet } from '../../../src/net/torrent/magnet.js'
import { libtorrent } from './libtorrent.js'
import { TestEnvironment, whatIsMissing } from './local-network.js'
import { faultsIn, makePayload } from './payload.js'

const HOST = '127.0.0.1'

const missing = whatIsMissing(libtorrent)

// Skipped if it is not installed; the automatic checks then fail.
describe.skipIf(missing).concurrent(`the command line and libtorrent ${missing ?? ''}`, () => {
  it('downloads from libtorrent and ends', async (context) => {
    const environment = new TestEnvironment(context)
    const { torrent, folder } = await makePayload(environment.folder(), [])
    const task = { torrent, host: HOST, cipher: 'none' as const, peers: [] }
    const seed = await libtorrent.run(environment, { ...task, folder })
    const out = environment.folder()
    const peer = `${HOST}:${seed.address.port}`
    const file = join(environment.folder(), 'album.torrent')
    writeFileSync(file, torrent)
    const { end } = sim(environment, 'get', file, '--out', out, '--peer', peer)
    expect(await end).toBe(0)
    expect(faultsIn(out)).toEqual([])
  })

  it('makes a torrent, seeds it to libtorrent and ends', async (context) => {
    const environment = new TestEnvironment(context)
    const { folder } = await makePayload(environment.folder(), [])
    const seed = sim(environment, 'seed', join(folder, 'album'), '--ratio', '1')
    const resolved = new Promise<{ port: number; infoHash: string }>((resolve) => {
      seed.lines.on('line', (line) => {
        const news = JSON.parse(line)
        if (news.event === 'resolved') resolve(news)
      })
    })
    const { port, infoHash } = await seed.unlessItEnds(resolved)
    const empty = environment.folder()
    const leecher = await libtorrent.run(environment, {
      ...{ torrent: formatMagnet({ infoHashHex: infoHash }), folder: empty },
      ...{ host: HOST, cipher: 'none', peers: [{ host: HOST, port }] },
    })
    await leecher.finished
    expect(faultsIn(empty)).toEqual([])
    expect(await seed.end).toBe(0)
  })
})

/** Runs the command in its own process, on this machine only. */
function sim(environment: TestEnvironment, command: string, ...args: string[]) {
  const alone = ['--host', HOST, '--port', '0', '--no-dht', '--no-lsd', '--json']
  const main = ['--import', 'tsx', 'src/cli/main.ts', command]
  return environment.start(process.execPath, [...main, ...args, ...alone])
}
