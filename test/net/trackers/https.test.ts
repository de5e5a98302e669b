import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { needs, Workshop } from './programs.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Makes a self-signed certificate for a name, and its key, in the workshop's folder. */
function certificate(shop: Workshop, name: string) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((file) => join(shop.folder, file))
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key]
  const of = ['-out', cert, '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  execFileSync('openssl', [...made, ...of], { stdio: 'pipe' })
  return { cert, options: { key: readFileSync(key), cert: readFileSync(cert) } }
}

/** Runs our tracker behind TLS; returns the URL to announce to. */
async function behindTls(options: { key: Buffer; cert: Buffer }) {
  const inner = { port: 0, host: '127.0.0.1', intervalSeconds: 120 }
  const tracker = await TrackerServer.listen(inner)
  const door = createServer(options, ({ url }, response) => {
    get(`http://127.0.0.1:${tracker.port}${url}`, (answer) => answer.pipe(response))
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  onTestFinished(async () => {
    door.closeAllConnections()
    door.close()
    await tracker.close()
  })
  return { tracker, port: (door.address() as AddressInfo).port }
}

/** Runs `sim tracker check URL`, also trusting the certificates in a file. */
async function check(url: string, trusted?: string) {
  const words = ['--import', 'tsx', 'src/cli/main.ts', 'tracker', 'check', url, '--json']
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: trusted ?? '' }
  const child = spawn(process.execPath, words, { cwd: ROOT, env, stdio: 'pipe' })
  let stdout = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  const [code] = await once(child, 'close')
  return { code, answers: JSON.parse(stdout) }
}

it('an HTTPS tracker is used only if its certificate is trusted', async (context) => {
  needs('openssl', context)
  const shop = new Workshop()
  onTestFinished(() => shop.end())
  const { cert, options } = certificate(shop, 'localhost')
  const { tracker, port } = await behindTls(options)
  const url = `https://localhost:${port}/announce`

  const trusted = await check(url, cert)
  expect(trusted).toMatchObject({ code: 0, answers: [{ alive: true, intervalSeconds: 120 }] })

  const stranger = await check(url)
  expect(stranger).toMatchObject({ code: 1, answers: [{ alive: false }] })
  expect(stranger.answers[0].error).toContain('NODE_EXTRA_CA_CERTS')

  const elsewhere = await check(`https://127.0.0.1:${port}/announce`, cert)
  expect(elsewhere).toMatchObject({ code: 1, answers: [{ alive: false }] })
  expect(elsewhere.answers[0].error).toBe('its certificate is for another host')
  // The accepted client has announced `stopped`; the others never reached the tracker.
  expect(tracker.swarms.peerCount).toBe(0)
})
