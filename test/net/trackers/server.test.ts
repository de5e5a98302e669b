import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { get } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decode } from '../../../src/base/bencode.js'
import { announce, scrape } from '../../../src/net/tracker/announce.js'
import type { AnnounceAnswer } from '../../../src/net/tracker/announcement.js'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { INFO_HASH, peerIdOf, requestOf } from './samples.js'

let server: TrackerServer
beforeEach(async () => {
  server = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 120 })
})
afterEach(() => server.close())

/** Returns the body of a page. */
async function page(path: string, port = server.port): Promise<Buffer> {
  const [response] = await once(get({ host: '127.0.0.1', port, path, agent: false }), 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const ports = ({ peers }: AnnounceAnswer) => peers.map(({ port }) => port).sort()

describe.each(['http', 'udp'])('our tracker over %s', (kind) => {
  const url = () => server.announceUrls.find((one) => one.startsWith(`${kind}:`)) as string

  it('peers find each other, and each event moves the counts', async () => {
    const [first, second] = [1, 2].map((n) => ({ peerId: peerIdOf(n), port: 7000 + n }))
    const began = await announce(url(), requestOf({ ...first, leftBytes: 0 }))
    expect(began).toMatchObject({ seeders: 1, leechers: 0, peers: [], intervalSeconds: 120 })
    const joined = await announce(url(), requestOf(second))
    expect(joined).toMatchObject({ seeders: 1, leechers: 1 })
    expect(joined.peers).toMatchObject([{ host: '127.0.0.1', port: 7001 }])
    expect(await scrape(url(), INFO_HASH)).toEqual({ seeders: 1, leechers: 1, completed: 0 })

    const done = requestOf({ ...second, event: 'completed', leftBytes: 0, downloadedBytes: 1000 })
    expect(await announce(url(), done)).toMatchObject({ seeders: 2, leechers: 0 })
    expect(await scrape(url(), INFO_HASH)).toEqual({ seeders: 2, leechers: 0, completed: 1 })

    await announce(url(), requestOf({ ...first, event: 'stopped', leftBytes: 0 }))
    const last = await announce(url(), requestOf({ ...second, event: '', leftBytes: 0 }))
    expect(last).toMatchObject({ seeders: 1, leechers: 0, peers: [] })
  })

  it('an answer has as many distinct peers as were requested', async () => {
    for (let n = 1; n <= 30; n++) {
      await announce(url(), requestOf({ peerId: peerIdOf(n), port: 7000 + n }))
    }
    const asker = { peerId: peerIdOf(1), port: 7001, event: '' as const }
    const five = ports(await announce(url(), requestOf({ ...asker, want: 5 })))
    expect(new Set(five).size).toBe(5)
    expect(await announce(url(), requestOf({ ...asker, want: 0 }))).toMatchObject({ peers: [] })
    const all = ports(await announce(url(), requestOf({ ...asker, want: 200 })))
    expect(all).toEqual(Array.from({ length: 29 }, (_, i) => 7002 + i))
  })

  it('swarms have separate peers and counts', async () => {
    await announce(url(), requestOf())
    const other = requestOf({ infoHash: new Uint8Array(20), port: 7002 })
    expect(await announce(url(), other)).toMatchObject({ seeders: 0, leechers: 1, peers: [] })
    expect(server.swarms.all.size).toBe(2)
  })

  it('a refusal has a reason', async () => {
    await expect(announce(url(), requestOf({ port: 0 }))).rejects.toThrow(
      'it refused: peers cannot dial 127.0.0.1, port 0',
    )
  })
})

describe('our tracker over HTTP', () => {
  const query = `info_hash=${'%fe'.repeat(20)}&peer_id=-TR3000-%00%ffaaaaaaaaaa&left=5&numwant=9`
  const announced = async (more: string) => decode(await page(`/announce?${query}&${more}`))

  it('the dictionary form has exact peer ids unless the client declines them', async () => {
    await announced('port=1000')
    const id = Buffer.concat([Buffer.from('-TR3000-'), Buffer.of(0, 255), Buffer.alloc(10, 'a')])
    const ip = Buffer.from('127.0.0.1')
    expect(await announced('port=1001&compact=0')).toMatchObject({
      peers: [{ 'peer id': Uint8Array.from(id), ip: Uint8Array.from(ip), port: 1000 }],
    })
    const [peer] = (
      (await announced('port=1001&compact=0&no_peer_id=1')) as unknown as { peers: object[] }
    ).peers
    expect(Object.keys(peer).sort()).toEqual(['ip', 'port'])
  })

  it('the compact form is the default', async () => {
    await announced('port=258')
    const { peers } = (await announced('port=1001')) as { peers: Uint8Array }
    expect([...peers]).toEqual([127, 0, 0, 1, 1, 2])
  })

  it.each([
    ['port=1.5', 'port: expected a number, found "1.5"'],
    ['port=65536', 'peers cannot dial 127.0.0.1, port 65536'],
    ['', 'peers cannot dial 127.0.0.1, port 0'],
    ['port=-1', 'port: expected a number'],
    ['port=1&uploaded=1', undefined],
  ])('an announce with "%s" has the failure reason: %s', async (more, reason) => {
    const answer = (await announced(more)) as Record<string, Uint8Array>
    const failure = answer['failure reason'] && Buffer.from(answer['failure reason']).toString()
    if (reason === undefined) expect(failure).toBeUndefined()
    else expect(failure).toContain(reason)
  })

  it.each(['9223372036854775807', '18446744073709551615', '9'.repeat(400)])(
    'a peer that has %s bytes left is a leecher',
    async (left) => {
      const id = `info_hash=${'%fe'.repeat(20)}&peer_id=-TR3000-aaaaaaaaaaaa`
      const answer = decode(await page(`/announce?${id}&port=1000&left=${left}`))
      expect(answer).toMatchObject({ complete: 0, incomplete: 1 })
    },
  )

  it.each(['/announce', '/announce?info_hash=%zz', '/scrape', '/scrape?info_hash=aaa'])(
    '%s fails with a reason',
    async (path) => expect(Object.keys(decode(await page(path)))).toEqual(['failure reason']),
  )

  it('one scrape returns several swarms in key order', async () => {
    await announced('port=1000')
    const hashes = [0xfe, 0x01, 0x80].map((n) => `info_hash=${`%${n.toString(16)}`.repeat(20)}`)
    const bytes = await page(`/scrape?${hashes.join('&').replaceAll('%1', '%01')}`)
    const answer = decode(bytes) as { files: Record<string, unknown> }
    expect(Object.keys(answer.files)).toHaveLength(3)
    expect(answer.files['fe'.repeat(20)]).toEqual({ complete: 0, downloaded: 0, incomplete: 1 })
    const order = [0x01, 0x80, 0xfe].map((n) => bytes.indexOf(Buffer.alloc(20, n)))
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  it('the page lists swarms and peers and escapes peer ids', async () => {
    await page(
      `/announce?info_hash=${'%ab'.repeat(20)}&peer_id=%3Cscript%3Ealert(1)%3C/s%3E&port=1`,
    )
    await announced('port=1000&event=started')
    const html = (await page('/stats')).toString()
    for (const part of ['ab'.repeat(20), 'fe'.repeat(20), '127.0.0.1:1000', 'Transmission']) {
      expect(html).toContain(part)
    }
    expect(html).toContain('2 swarms,\n2 peers')
    expect(html).not.toContain('<script')
    expect((await page('/')).toString()).toContain('<h1>')
  })

  it('page and scrape keep the completed count of torrents without peers', async () => {
    for (const words of ['left=9&event=started', 'left=0&event=completed', 'event=stopped']) {
      await announced(`port=1000&${words}`)
    }
    const counts = await scrape(server.announceUrls[0], Buffer.alloc(20, 0xfe))
    expect(counts).toMatchObject({ seeders: 0, completed: 1 })
    const html = (await page('/stats')).toString()
    expect(html).toContain('0 swarms,\n0 peers')
    expect(html).toContain(`<td>${'fe'.repeat(20)}</td><td class="n">1</td>`)
  })
})

describe('our tracker over UDP', () => {
  it('an announce needs the connection id sent to its address', async () => {
    const socket = createSocket('udp4')
    const ask = async (packet: Buffer) => {
      socket.send(packet, server.port, '127.0.0.1')
      return (await once(socket, 'message'))[0] as Buffer
    }
    const packet = Buffer.alloc(98)
    Buffer.from('0000041727101980', 'hex').copy(packet)
    packet.writeUInt32BE(1, 8)
    packet.writeUInt32BE(0x0a000001, 84)
    packet.writeUInt16BE(7000, 96)
    const refused = await ask(packet)
    expect(refused.readUInt32BE(0)).toBe(3)
    expect(refused.subarray(8).toString()).toContain('connection id')
    expect(server.swarms.all.size).toBe(0)

    packet.writeUInt32BE(0, 8)
    ;(await ask(packet.subarray(0, 16))).copy(packet, 0, 8, 16)
    packet.writeUInt32BE(1, 8)
    expect((await ask(packet)).readUInt32BE(0)).toBe(1)
    // The address in the packet is not the sender's.
    const [swarm] = server.swarms.all.values()
    expect([...swarm.peers.values()]).toMatchObject([{ host: '127.0.0.1', port: 7000 }])
    socket.close()
  })
})

it('our tracker fails to start on a port in use, for either protocol', async () => {
  const settings = { port: server.port, host: '127.0.0.1', intervalSeconds: 120 }
  await expect(TrackerServer.listen(settings)).rejects.toThrow('EADDRINUSE')
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const taken = { ...settings, port: socket.address().port }
  await expect(TrackerServer.listen(taken)).rejects.toThrow('EADDRINUSE')
  socket.close()
})

it('without a host, our tracker listens on all interfaces and serves IPv6 peers', async () => {
  const open = await TrackerServer.listen({ port: 0, intervalSeconds: 120 })
  try {
    expect(open.hosts).toContain('127.0.0.1')
    // A machine without IPv6 serves IPv4 only.
    if (!open.hosts.includes('::1')) return
    for (const [n, kind] of ['http', 'udp'].entries()) {
      const url = `${kind}://[::1]:${open.port}/announce`
      await announce(url, requestOf({ port: 7001 + n }))
      const { peers } = await announce(url, requestOf({ port: 7005, event: '' }))
      expect(peers).toContainEqual({ host: '::1', port: 7001 + n })
    }
  } finally {
    await open.close()
  }
})
