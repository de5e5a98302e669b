import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { announce } from '../../../src/net/tracker/announce.js'
import { trackerError } from '../../../src/net/tracker/tracker-error.js'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { sim } from '../../cli/terminal/recorder.js'
import { requestOf } from './samples.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const DEAD = 'udp://127.0.0.1:1'

async function withTracker(work: (urls: string[]) => Promise<void>) {
  const server = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 120 })
  try {
    await work(server.announceUrls)
    // A check leaves no peer behind.
    expect(server.swarms.peerCount).toBe(1)
  } finally {
    await server.close()
  }
}

it('sim tracker check reports each tracker, and fails if one does not answer', async () => {
  await withTracker(async (urls) => {
    const { infoHash } = requestOf()
    await announce(urls[0], requestOf({ leftBytes: 0 }))
    const hash = Buffer.from(infoHash).toString('hex')
    const good = await sim('tracker', 'check', ...urls, '--info-hash', hash, '--json')
    expect(good).toMatchObject({ code: 0, stderr: '' })
    for (const one of JSON.parse(good.stdout)) {
      expect(one).toMatchObject({ alive: true, peers: 1, seeders: 1, intervalSeconds: 120 })
      expect(one.milliseconds).toBeGreaterThan(0)
    }
    const bad = await sim('tracker', 'check', urls[1], DEAD)
    expect(bad.code).toBe(1)
    for (const words of ['│ ok ', 'connection refused', urls[1], DEAD]) {
      expect(bad.stdout).toContain(words)
    }
  })
})

it('sim tracker check reports an invalid URL next to the others', async () => {
  await withTracker(async (urls) => {
    await announce(urls[0], requestOf())
    const { code, stdout } = await sim('tracker', 'check', 'wss://a.example', urls[0], '--json')
    const [wrong, right] = JSON.parse(stdout)
    expect(wrong).toMatchObject({ url: 'wss://a.example', alive: false })
    expect(wrong.error).toContain('"wss://a.example" is no tracker URL')
    expect(right).toMatchObject({ url: urls[0], alive: true })
    expect(code).toBe(1)
  })
})

it('sim tracker check reports in one line that a port does not use TLS', async () => {
  await withTracker(async (urls) => {
    await announce(urls[0], requestOf())
    const url = urls[0].replace('http:', 'https:')
    const { code, stdout } = await sim('tracker', 'check', url, '--json')
    const error = 'does not use TLS at that port; try http:// instead of https://'
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ alive: false, error })])
    expect(code).toBe(1)
  })
})

it("OpenSSL's errors become one plain line", () => {
  const failure = Object.assign(new Error('C0DE:error:0A000410:SSL routines::alert\n'), {
    ...{ code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', reason: 'sslv3 alert handshake failure' },
  })
  expect(trackerError(failure).message).toBe(
    'the TLS handshake failed: sslv3 alert handshake failure',
  )
  expect(trackerError(new Error('two\nlines\n')).message).toBe('two lines')
})

it.each([
  [['check', 'ftp://x', 'wss://y'], '"ftp://x" is no tracker URL; expected http://HOST/announce'],
  [['check', 'ftp://x'], '"ftp://x" is no tracker URL; expected http://HOST/announce'],
  [['check', DEAD, '--timeout', '0'], '--timeout: expected a number from 0.1 to 60, found "0"'],
  [['check', DEAD, '--info-hash', 'ab'], '--info-hash: expected 40 hex digits, found "ab"'],
  [['check', DEAD, '--timeout'], '--timeout needs a value'],
  [['check'], 'check needs <urls..>'],
  [['serve', '--port', '70000'], '--port: expected a whole number from 0 to 65535, found "70000"'],
  [['serve', '--interval', '1.5'], '--interval: expected a whole number from 10 to 86400'],
  [['serve', '--host', '203.0.113.1', '--port', '0'], 'this machine does not have that address'],
])('sim tracker %j is a usage error: %s', async (words, message) => {
  const { code, stderr, stdout } = await sim('tracker', ...words)
  expect(stderr).toContain(message)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

it('sim tracker serve prints its URLs, answers, and stops cleanly at Ctrl-C', async () => {
  const words = ['tracker', 'serve', '--host', '127.0.0.1', '--port', '0', '--json']
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...words], {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] as const },
  })
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  const where = JSON.parse(String(line))
  expect(where.announce).toEqual([
    `http://127.0.0.1:${where.port}/announce`,
    `udp://127.0.0.1:${where.port}/announce`,
  ])
  for (const url of where.announce) await announce(url, requestOf())
  child.kill('SIGINT')
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
})
