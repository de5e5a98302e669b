import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { soon } from '../patience.js'
import { freePort, madeTorrent, needs, Workshop } from './programs.js'

// Tests other projects' clients with our tracker.

let server: TrackerServer
let shop: Workshop
beforeEach(async () => {
  server = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 10 })
  shop = new Workshop()
})
afterEach(async () => {
  await shop.end()
  await server.close()
})

const urlOf = (kind: string) => server.announceUrls.filter((url) => url.startsWith(`${kind}:`))

describe.each(['http', 'udp'])('our tracker over %s', (kind) => {
  it('lets two aria2 clients find each other and transfer a file', async (context) => {
    needs('aria2c', context)
    const { content, torrent, infoHash } = madeTorrent(urlOf(kind))
    const file = shop.write('it.torrent', torrent)
    const start = async (name: string, ...more: string[]) => {
      const dir = join(shop.folder, name)
      mkdirSync(dir)
      if (name === 'seed') writeFileSync(join(dir, 'file.bin'), content)
      const [listen, dht] = [await freePort(), await freePort()]
      // aria2 uses UDP trackers through its DHT socket; it gets no bootstrap node.
      const udp = [`--enable-dht=${kind === 'udp'}`, `--dht-listen-port=${dht}`]
      const apart = ['--enable-dht6=false', '--bt-enable-lpd=false', '--enable-peer-exchange=false']
      const args = ['--no-conf', '--interface=127.0.0.1', '--disable-ipv6=true', ...udp, ...apart]
      const seed = ['--check-integrity=true', '--allow-overwrite=true', '--file-allocation=none']
      const where = [
        `--dir=${dir}`,
        `--listen-port=${listen}`,
        `--dht-file-path=${join(dir, 'dht')}`,
      ]
      return shop.start('aria2c', [...args, ...seed, ...where, ...more, file])
    }
    const seed = await start('seed', '--seed-ratio=0')
    await soon(() => expect(server.swarms.scrape(0, infoHash).seeders).toBe(1))
    const [code] = await once(await start('leech', '--seed-time=0'), 'close')
    expect(code, shop.printed).toBe(0)
    expect(readFileSync(join(shop.folder, 'leech', 'file.bin')).equals(content)).toBe(true)
    seed.kill('SIGINT')
    await once(seed, 'close')
    // Both have announced `stopped`.
    expect(server.swarms.peerCount).toBe(0)
  })

  it('lets two libtorrent clients find each other and transfer a file', async (context) => {
    needs('python3', context)
    const probe = shop.start('/usr/bin/python3', ['-c', 'import libtorrent'])
    const [missing] = await once(probe, 'close')
    if (missing !== 0 && process.env['CI'] === 'true')
      throw new Error('python3-libtorrent is missing')
    if (missing !== 0) context.skip('python3-libtorrent is not installed')
    const { content, torrent, infoHash } = madeTorrent(urlOf(kind))
    shop.write('file.bin', content)
    const file = shop.write('it.torrent', torrent)
    const child = shop.start('/usr/bin/python3', ['-c', LIBTORRENT, file, shop.folder])
    await Promise.race([once(child, 'close'), soon(() => expect(shop.printed).toBeTruthy())])
    expect(shop.printed.trim()).toBe('done')
    expect(readFileSync(join(shop.folder, 'leech', 'file.bin')).equals(content)).toBe(true)
    const complete = { seeders: 2, leechers: 0, completed: 1 }
    await soon(() => expect(server.swarms.scrape(0, infoHash)).toEqual(complete))
    child.stdin.end()
    await once(child, 'close')
  })
})

it('Transmission announces itself and its stop to our tracker', async (context) => {
  needs('transmission-daemon', context)
  const { content, torrent, infoHash } = madeTorrent([...urlOf('http'), ...urlOf('udp')])
  for (const name of ['watch', 'conf']) mkdirSync(join(shop.folder, name))
  shop.write('file.bin', content)
  shop.write(join('watch', 'it.torrent'), torrent)
  shop.write(join('conf', 'settings.json'), '{ "rpc-enabled": false, "pex-enabled": false }')
  const [folder, port] = [shop.folder, await freePort()]
  const where = ['-g', join(folder, 'conf'), '-c', join(folder, 'watch'), '-w', folder]
  const apart = ['-O', '-Y', '--no-utp', '-M', '-i', '127.0.0.1', '-P', String(port)]
  const child = shop.start('transmission-daemon', ['-f', ...where, ...apart])
  await soon(() => {
    const peers = [...(server.swarms.all.get(infoHash)?.peers.values() ?? [])]
    expect(peers, shop.printed).toMatchObject([{ host: '127.0.0.1', port, leftBytes: 0 }])
    expect(Buffer.from(peers[0].id).toString()).toMatch(/^-TR/)
  })
  child.kill('SIGTERM')
  await once(child, 'close')
  expect(server.swarms.peerCount).toBe(0)
})

/** A seed and a leecher that know each other only by the torrent's tracker. */
const LIBTORRENT = `
import libtorrent as lt, os, sys, time
torrent, folder = sys.argv[1:]
def begin(place, flags=lt.torrent_flags.default_flags):
    session = lt.session({'listen_interfaces': '127.0.0.1:0', 'enable_dht': False,
        'enable_lsd': False, 'enable_upnp': False, 'enable_natpmp': False,
        'allow_multiple_connections_per_ip': True, 'alert_mask': 0xffffffff})
    os.makedirs(place, exist_ok=True)
    handle = session.add_torrent({'ti': lt.torrent_info(torrent), 'save_path': place})
    return session, handle
def until(handle, what, seconds=40):
    end = time.time() + seconds
    while time.time() < end:
        if what(handle.status()): return
        time.sleep(0.05)
    print('late', handle.status().state, handle.trackers(), file=sys.stderr)
    sys.exit(1)
seed = begin(folder)
until(seed[1], lambda s: s.is_seeding)
until(seed[1], lambda s: s.current_tracker != '')
leech = begin(os.path.join(folder, 'leech'))
until(leech[1], lambda s: s.is_seeding)
print('done', flush=True)
sys.stdin.read()
`
