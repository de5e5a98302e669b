import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { MAX_BENCODE_BYTES } from '../../../src/base/bencode.js'
import { fetchTorrentBytes, isTorrentUrl } from '../../../src/cli/client/torrent-url.js'
import { UsageError } from '../../../src/cli/usage-error.js'
import { sim } from '../terminal/recorder.js'

/** Serves on the loopback until the test ends; returns the address of a .torrent there. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.torrent`
}

const refusal = (url: string, most?: number) =>
  fetchTorrentBytes(url, most).then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof UsageError ? error.message : error),
  )

it('an http or https URL is distinguished from a file or a magnet link', () => {
  expect(['http://a/x', 'HTTPS://a/x'].every(isTorrentUrl)).toBe(true)
  expect(['x.torrent', 'http', 'magnet:?xt=urn:btih:x'].some(isTorrentUrl)).toBe(false)
})

it('a .torrent is fetched, also through a redirect', async () => {
  const bytes = Buffer.from('d4:infode')
  const url = await serving((request, response) => {
    if (request.url === '/x.torrent') response.writeHead(302, { location: '/y' }).end()
    else response.end(bytes)
  })
  expect(Buffer.from(await fetchTorrentBytes(url))).toEqual(bytes)
})

it('sim get refuses a page that is no .torrent, and names its URL', async () => {
  const url = await serving((_, response) => response.end('<html>'))
  const { code, stderr } = await sim('get', url, '--no-dht', '--no-lsd')
  expect(stderr).toContain(url)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(2)
})

it('a response with status 404 is refused', async () => {
  const url = await serving((_, response) => response.writeHead(404).end('gone'))
  expect(await refusal(url)).toBe(`${url}: expected a .torrent, the server answered 404 Not Found`)
})

it('an endless response is aborted', async () => {
  const part = Buffer.alloc(1 << 20)
  let sent = 0
  const url = await serving((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(part)) sent += part.length
      sent += part.length
    }
    response.on('drain', more)
    more()
  })
  expect(await refusal(url)).toContain('at most 16 MiB, the server sends more')
  expect(sent).toBeLessThan(4 * MAX_BENCODE_BYTES)
})

it('a server that does not answer times out', async () => {
  const url = await serving(() => undefined)
  expect(await refusal(url, 200)).toBe(`${url}: cannot be downloaded: no answer within 0.2 s`)
})

it('a port where nothing listens is reported in plain words', async () => {
  expect(await refusal('http://127.0.0.1:1/x.torrent')).toMatch(/connection refused|bad port/)
})

it('an invalid URL is refused', async () => {
  expect(await refusal('http://')).toBe(
    'http://: expected the URL of a .torrent, such as https://example.org/a.torrent',
  )
})
