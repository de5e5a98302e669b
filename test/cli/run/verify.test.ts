import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { folderWith, onlyRun, SMALL } from '../small-swarm.js'
import { sim } from '../terminal/recorder.js'

let place: ReturnType<typeof folderWith>
let fresh: string
beforeAll(async () => {
  place = folderWith(SMALL)
  await sim('run', place.file, '--out', place.out, '--no-charts', '--quiet', '--trace')
  fresh = onlyRun(place.out)
})
afterAll(() => rmSync(place.folder, { recursive: true, force: true }))

/** Copies the results with a changed manifest, and without the trace unless `keepTrace`. */
function tampered(name: string, change: (manifest: string) => string, keepTrace = false) {
  const copy = join(place.folder, name)
  cpSync(fresh, copy, { recursive: true })
  const manifest = join(copy, 'manifest.json')
  writeFileSync(manifest, change(readFileSync(manifest, 'utf8')))
  if (!keepTrace) rmSync(join(copy, 'trace.csv.gz'))
  return copy
}

it('sim verify accepts an unchanged run, by folder or manifest', async () => {
  const { code, stdout } = await sim('verify', fresh, '--quiet')
  expect(stdout).toMatch(/^Verified: /)
  expect(code).toBe(0)
  expect((await sim('verify', join(fresh, 'manifest.json'), '--quiet')).code).toBe(0)
})

it('sim verify detects a changed trace hash', async () => {
  const { traceHash } = JSON.parse(readFileSync(join(fresh, 'manifest.json'), 'utf8'))
  const copy = tampered('hash', (text) => text.replaceAll(traceHash, '0123456789abcdef'))
  const { code, stdout } = await sim('verify', copy, '--quiet')
  expect(code).toBe(1)
  expect(stdout).toContain('Different: ')
  expect(stdout).toContain('--trace')
})

it('sim verify locates a difference between checkpoints, or at a message of a trace', async () => {
  const change = (text: string) => {
    const manifest = JSON.parse(text)
    manifest.scenario.groups.crowd.slots = 7
    return JSON.stringify(manifest)
  }
  const interval = await sim('verify', tampered('plain', change), '--quiet')
  expect(interval.code).toBe(1)
  expect(interval.stdout).toMatch(
    /changed after the run\.\nThe first difference lies between .* and event \d+ \([\d.]+ s\)/,
  )
  const message = await sim('verify', tampered('traced', change, true), '--quiet')
  expect(message.code).toBe(1)
  expect(message.stdout).toMatch(
    /kept: message (\d+), at .*: peer .*\n {2}now: {2}message \1, at .*: peer/,
  )
})

it('sim verify names the two checkpoints around a changed digest', async () => {
  let window = ''
  const copy = tampered('checkpoint', (text) => {
    const manifest = JSON.parse(text)
    const each: string[] = manifest.traceCheckpoints.checkpoints.split(',')
    const [before, changed] = [each[4], each[5]].map((one) => one.split(' '))
    window = `event ${before[1]} (${before[2]} s) and event ${changed[1]} (${changed[2]} s)`
    each[5] = `x${each[5].slice(1)}`
    manifest.traceCheckpoints.checkpoints = each.join(',')
    manifest.traceHash = '0123456789abcdef'
    return JSON.stringify(manifest)
  })
  const { code, stdout } = await sim('verify', copy, '--quiet')
  expect(code).toBe(1)
  expect(stdout).toContain(`The first difference lies between ${window}`)
  expect(stdout).not.toContain('changed after')
})

it('sim verify accepts runs of older versions, with only digests or no checkpoints', async () => {
  const alone = tampered('alone', (text) => {
    const { scenarioFingerprint: _, ...manifest } = JSON.parse(text)
    const each: string[] = manifest.traceCheckpoints.checkpoints.split(',')
    manifest.traceCheckpoints.checkpoints = each.map((one) => one.slice(0, 8))
    return JSON.stringify(manifest)
  })
  const none = tampered('bare', (text) => {
    const { traceCheckpoints: _, ...manifest } = JSON.parse(text)
    return JSON.stringify(manifest)
  })
  expect((await sim('verify', alone, '--quiet')).code).toBe(0)
  expect((await sim('verify', none, '--quiet')).code).toBe(0)
})

it('sim verify names a message that was changed in the trace', async () => {
  const copy = tampered(
    'message',
    (text) => text.replace(/"traceHash": "./, '"traceHash": "x'),
    true,
  )
  const file = join(copy, 'trace.csv.gz')
  const lines = gunzipSync(readFileSync(file)).toString().split('\n')
  const changed = lines[1001].split(',')
  changed[2] = '19000'
  lines[1001] = changed.join(',')
  writeFileSync(file, gzipSync(lines.join('\n')))
  const { code, stdout } = await sim('verify', copy, '--quiet')
  expect(stdout).toContain('kept: message 1000,')
  expect(stdout).toContain('peer 19000')
  expect(code).toBe(1)
})

it.each(['.', 'none', 'scenario.json', 'scenario.json/below'])(
  'sim verify refuses %s, which is no manifest',
  async (path) => {
    const { code, stderr } = await sim('verify', join(place.folder, path))
    expect(stderr).toContain('expected the manifest of a run')
    expect(code).toBe(2)
  },
)
