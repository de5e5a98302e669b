import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { announce, scrape } from '../../../src/net/tracker/announce.js'
import { TrackerError } from '../../../src/net/tracker/tracker-error.js'
import { soon } from '../patience.js'
import { INFO_HASH, requestOf } from './samples.js'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

/** Returns an announce's answer, or the message of its TrackerError. */
async function outcome(url: string, timeoutSeconds = 5) {
  return await announce(url, requestOf(), timeoutSeconds).catch((failure: unknown) => {
    expect(failure).toBeInstanceOf(TrackerError)
    return (failure as TrackerError).message
  })
}

async function httpTracker(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: () => server.close().closeAllConnections() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/announce`
}

const saying = (body: string | Buffer) => httpTracker((_request, response) => response.end(body))

describe("an HTTP tracker's answer", () => {
  it.each([
    ['a web page', '<html>parked</html>', 'answered with a web page, not bencode'],
    ['no bytes', '', 'its answer is empty'],
    ['truncated bencode', 'd8:intervali60e5:peers6:ab', 'its answer is not bencode: byte'],
    ['more than one value', 'd8:intervali60eee', 'its answer is not bencode: byte'],
    ['endless nesting', 'l'.repeat(5000), 'its answer is not bencode: byte'],
    ['a list', 'le', 'its answer is not a bencoded dictionary'],
    ['an empty dictionary', 'de', 'its answer has neither an interval nor peers'],
    ['a negative interval', 'd8:intervali-5e5:peers0:e', 'its "interval" is negative: -5'],
    ['an interval in words', 'd8:interval3:ten5:peers0:e', 'its "interval" is not a number'],
    [
      'seven bytes of peers',
      'd8:intervali60e5:peers7:abcdefge',
      '7 bytes of peers, not a multiple',
    ],
    [
      'truncated peers6',
      'd8:intervali60e6:peers66:abcdefe',
      '6 bytes of peers, not a multiple of 18',
    ],
    ['peers as a number', 'd8:intervali60e5:peersi7ee', '"peers" are neither a list nor bytes'],
    ['a failure reason', 'd14:failure reason6:no wayee'.slice(0, -1), 'it refused: no way'],
    ['a failure reason that is a number', 'd14:failure reasoni1ee', 'it refused without a reason'],
    [
      'a failure reason with control characters',
      'd14:failure reason7:\x1b[2Jx\r\ne',
      'it refused: [2Jx',
    ],
  ])('with %s is an error', async (_what, body, words) => {
    expect(await outcome(await saying(body))).toContain(words)
  })

  it('with a huge interval is limited to a day', async () => {
    const url = await saying('d8:intervali9007199254740991e12:min intervali0e5:peers0:e')
    expect(await outcome(url)).toMatchObject({ intervalSeconds: 86_400, minIntervalSeconds: 10 })
  })

  it.each([
    ['a number for a peer', 'i7e', ''],
    ['a peer without a port', 'd2:ip9:127.0.0.1e', ''],
    ['a peer without an address', 'd4:porti80ee', ''],
    ['line ends after it', '', '\r\n\n'],
  ])('with %s still brings the good peer', async (_what, bad, end) => {
    const good = 'd2:ip9:127.0.0.24:porti257ee'
    const body = `d8:intervali60e5:peersl${bad}${good}ee${end}`
    expect(await outcome(await saying(body))).toMatchObject({
      peers: [{ host: '127.0.0.2', port: 257 }],
    })
  })

  it('is stripped of peers that cannot be dialled', async () => {
    const bad = Buffer.from([0, 0, 0, 0, 1, 1, 127, 0, 0, 1, 0, 0, 239, 0, 0, 1, 1, 1])
    const good = Buffer.from([127, 0, 0, 2, 1, 1])
    const body = [Buffer.from('d8:intervali60e5:peers24:'), bad, good, Buffer.from('e')]
    expect(await outcome(await saying(Buffer.concat(body)))).toMatchObject({
      peers: [{ host: '127.0.0.2', port: 257 }],
    })
    const named = 'd5:peersld2:ip7:a.local4:porti80eed2:ip9:127.0.0.24:porti70000eeee'
    expect(await outcome(await saying(named))).toMatchObject({ peers: [] })
  })

  it('with counts and a warning is read', async () => {
    const body = 'd8:completei3e10:incompletei-1e8:intervali60e5:peers0:15:warning message3:hoye'
    expect(await outcome(await saying(body))).toEqual({
      ...{ intervalSeconds: 60, minIntervalSeconds: 10, peers: [], warning: 'hoy' },
      ...{ seeders: 3, leechers: undefined },
    })
  })

  it('with an HTTP error status reports the reason in the body', async () => {
    const failing = (status: number, body: string) =>
      httpTracker((_request, response) => response.writeHead(status).end(body))
    expect(await outcome(await failing(404, 'x'))).toBe('answered HTTP 404 Not Found')
    expect(await outcome(await failing(403, 'd14:failure reason2:noe'))).toBe('it refused: no')
  })

  it('with an unrequested compression is an error', async () => {
    const url = await httpTracker((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity')
      response.setHeader('content-encoding', 'gzip').end(gzipSync('d8:intervali60e5:peers0:e'))
    })
    expect(await outcome(url)).toBe('answered in the encoding "gzip", which was not requested')
  })

  it('that is endless is aborted at 1 MiB', async () => {
    let hungUp: Promise<unknown> = Promise.resolve()
    const url = await httpTracker((_request, response) => {
      hungUp = once(response, 'close')
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'd')));
      }
      response.on('drain', more)
      more()
    })
    expect(await outcome(url)).toBe('its answer is larger than 1 MiB')
    await hungUp
  })

  it('with a redirect loop is an error', async () => {
    const url = await httpTracker((request, response) =>
      response.writeHead(302, { location: request.url }).end(),
    )
    expect(await outcome(url)).toBe('redirected more than 3 times')
  })

  it('with a redirect is followed, but only to HTTP', async () => {
    const end = await saying('d8:intervali60e5:peers0:e')
    const to = (location: string) =>
      httpTracker((_request, response) => response.writeHead(301, { location }).end())
    expect(await outcome(await to(end))).toMatchObject({ intervalSeconds: 60 })
    expect(await outcome(await to('file:///x'))).toBe('redirected to a URL that is not HTTP')
  })

  it('that comes byte by byte, or never, times out', async () => {
    const url = await httpTracker((_request, response) => {
      const timer = setInterval(() => response.write('d'), 50)
      response.on('close', () => clearInterval(timer))
    })
    expect(await outcome(url, 0.3)).toBe('no answer within 0.3 s')
    expect(await outcome(await httpTracker(() => {}), 0.2)).toBe('no answer within 0.2 s')
  })

  it('that is not HTTP is an error', async () => {
    const server = createTcp((socket) => socket.on('error', () => {}).end('220 ESMTP\r\n'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    open.push(server)
    const { port } = server.address() as AddressInfo
    expect(await outcome(`http://127.0.0.1:${port}/announce`)).toBe('its answer is not HTTP')
    expect(await outcome(`https://127.0.0.1:${port}/announce`)).toMatch(
      /SSL|TLS|EPROTO|closed the connection/i,
    )
  })

  it("is requested with the info hash percent-encoded, after the URL's own query", async () => {
    let seen = ''
    const url = await httpTracker((request, response) => {
      seen = request.url ?? ''
      response.end('d8:intervali60e5:peers0:e')
    })
    await outcome(`${url}?passkey=x`)
    const hash = Buffer.from(INFO_HASH).toString('hex').replace(/../g, '%$&')
    expect(seen.startsWith(`/announce?passkey=x&info_hash=${hash}&peer_id=%2d%53`)).toBe(true)
  })

  it('to a scrape needs an /announce URL and the requested torrent', async () => {
    const url = await saying('d5:filesdee')
    await expect(scrape(url, INFO_HASH)).rejects.toThrow('lacks the torrent that was asked for')
    await expect(scrape(url.replace('announce', 'x'), INFO_HASH)).rejects.toThrow('"/announce"')
  })
})

describe("a UDP tracker's answer", () => {
  /** Answers each packet with what `answer` makes of its action and transaction id. */
  async function udpTracker(answer: (action: number, transaction: Buffer) => Buffer[]) {
    const socket: Socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const heard: number[] = []
    socket.on('message', (packet, { port, address }) => {
      heard.push(packet.readUInt32BE(8))
      for (const one of answer(packet.readUInt32BE(8), packet.subarray(12, 16))) {
        socket.send(one, port, address)
      }
    })
    open.push(socket)
    return { url: `udp://127.0.0.1:${socket.address().port}`, heard }
  }
  const action = (n: number) => Buffer.from([0, 0, 0, n])
  const connected = (transaction: Buffer) =>
    Buffer.concat([action(0), transaction, Buffer.from('12345678')])
  const onceConnected = (answer: (transaction: Buffer) => Buffer[]) =>
    udpTracker((n, transaction) => (n === 0 ? [connected(transaction)] : answer(transaction)))

  it.each([
    ['0000003c 00000001', 'its answer is too short: 8 of 12 bytes'],
    ['ffffffff 00000001 00000001', 'its "interval" is negative: -1'],
    ['0000003c 00000001 00000001 7f00000100', '5 bytes of peers, not a multiple of 6'],
  ])('with %s is an error', async (hex, words) => {
    const body = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    const { url } = await onceConnected((transaction) => [
      Buffer.concat([action(1), transaction, body]),
    ])
    expect(await outcome(url)).toContain(words)
  })

  it('with an error keeps its text', async () => {
    const { url } = await onceConnected((t) => [
      Buffer.concat([action(3), t, Buffer.from('go\taway\x07')]),
    ])
    expect(await outcome(url)).toBe('it refused: go away')
  })

  it.each([
    [
      'a wrong transaction id',
      (t: Buffer) => Buffer.concat([action(1), t.map((byte) => byte ^ 1)]),
    ],
    ['a wrong action', (t: Buffer) => Buffer.concat([action(2), t])],
  ])('with %s times out and reports why', async (what, packet) => {
    const { url } = await onceConnected((transaction) => [Buffer.from(packet(transaction))])
    expect(await outcome(url, 1)).toBe(`no answer within 1 s, only packets with ${what}`)
  })

  it("is read even after somebody else's packet", async () => {
    const body = Buffer.from('0000003c0000000100000002', 'hex')
    const { url } = await onceConnected((t) => [
      Buffer.from('short'),
      Buffer.concat([action(1), t.map((byte) => byte ^ 1), body]),
      Buffer.concat([action(1), t, body]),
    ])
    expect(await outcome(url)).toMatchObject({ intervalSeconds: 60, leechers: 1, seeders: 2 })
  })

  it('may follow only the third request', async () => {
    let asked = 0
    const body = Buffer.from('0000003c0000000000000000', 'hex')
    const { url, heard } = await onceConnected((transaction) =>
      ++asked < 3 ? [] : [Buffer.concat([action(1), transaction, body])],
    )
    expect(await outcome(url, 4)).toMatchObject({ intervalSeconds: 60 })
    expect(heard).toEqual([0, 1, 1, 1])
  })

  it('that never comes is requested three times', async () => {
    const { url, heard } = await udpTracker(() => [])
    expect(await outcome(url, 0.35)).toBe('no answer within 0.35 s')
    await soon(() => expect(heard).toEqual([0, 0, 0]))
  })
})

it.each([
  ['http://127.0.0.1:1/announce', 'connection refused: nothing listens at that port'],
  ['udp://127.0.0.1:1', 'connection refused: nothing listens at that port'],
  ['udp://tracker.example', 'has no port; expected http://HOST/announce'],
  ['wss://tracker.example', '"wss://tracker.example" is no tracker URL; expected http://HOST'],
  ['localhost:6969', '"localhost:6969" is no tracker URL; try http://localhost:6969/announce'],
  ['[::1]:80/x', '"[::1]:80/x" is no tracker URL; try http://[::1]:80/x'],
  [
    'tracker',
    '"tracker" is no tracker URL; expected http://HOST/announce, https://HOST/announce or',
  ],
])('an announce to %s fails: %s', async (url, words) => expect(await outcome(url)).toContain(words))

it('a cancelled announce ends at once', async () => {
  const stop = new AbortController()
  const url = await httpTracker(() => stop.abort())
  const request = requestOf({ signal: stop.signal })
  await expect(announce(url, request)).rejects.toThrow('was cancelled')
  await expect(announce('udp://127.0.0.1:1', request)).rejects.toThrow('was cancelled')
})
