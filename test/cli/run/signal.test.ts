import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { StopSignal } from '../../../src/cli/terminal/stop-signal.js'
import { folderWith, onlyRun, SMALL } from '../small-swarm.js'
import { sim } from '../terminal/recorder.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** A swarm that would take far longer than the test. */
const ENDLESS = {
  ...SMALL,
  torrent: { size: '4 GiB', pieceLength: '1 MiB' },
  until: '20 d',
  groups: { ...SMALL.groups, crowd: { ...SMALL.groups.crowd, count: 300 } },
}

let place: ReturnType<typeof folderWith>
beforeEach(() => {
  place = folderWith(ENDLESS)
})
afterEach(() => rmSync(place.folder, { recursive: true, force: true }))

function start(...more: string[]) {
  const args = ['--import', 'tsx', 'src/cli/main.ts', 'run', place.file, '--out', place.out]
  const child = spawn(process.execPath, [...args, '--no-charts', ...more], { cwd: ROOT })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const underWay = async () => {
    const begun = () => readdirSync(place.out).some((name) => name.startsWith('.unfinished'))
    while (!existsSync(place.out) || !begun()) {
      if (child.exitCode !== null) throw new Error(`ended early: ${stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }))
  return { child, underWay, ended }
}

it('keeps what was measured when it is stopped, and can run that again', async () => {
  const { child, underWay, ended } = start()
  await underWay()
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  expect(stderr).toContain('SIGINT: stopping')
  expect(code).toBe(130)
  const folder = onlyRun(place.out)
  expect(stdout).toContain(`partial results: ${folder}\n`)
  expect(`${stdout}${stderr}`.split(folder)).toHaveLength(1 + 1)
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  expect(JSON.stringify(manifest)).toContain('interrupted')
  expect((await sim('verify', folder, '--quiet')).code).toBe(0)
}, 60_000)

it('goes at once when it is told twice, and leaves nothing half-written', async () => {
  const { child, underWay, ended } = start('--trace')
  await underWay()
  child.kill('SIGTERM')
  child.kill('SIGINT')
  const { code, stderr } = await ended
  expect([130, 143]).toContain(code)
  expect(stderr).toMatch(/^SIG(INT|TERM): stopping, .*\nSIG(INT|TERM): quit at once\n$/m)
  expect(readdirSync(place.out).filter((name) => name.startsWith('.'))).toEqual([])
}, 60_000)

it('takes the bar and the ^C off a terminal before it says a word', () => {
  let said = ''
  const stop = new StopSignal({ isTTY: true, write: (text: string) => (said += text) })
  process.emit('SIGINT', 'SIGINT')
  stop.close()
  const [before, words] = said.split('\r\u001b[2K')
  expect(before).toBe('')
  expect(words).toMatch(/^SIGINT: stopping, .*\n$/)
})

it('does not mind that nobody reads its output', async () => {
  const { child, ended } = start('--until', '2 min', '--quiet')
  child.stdout.destroy()
  const { code, stderr } = await ended
  expect(stderr).toBe('')
  expect(code).toBe(0)
}, 60_000)
