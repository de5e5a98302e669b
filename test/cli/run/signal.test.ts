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

/** A swarm that runs far longer than the test. */
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

it.each([
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('the first %s keeps partial results, which can be verified', async (signal, exit) => {
  const { child, underWay, ended } = start()
  await underWay()
  child.kill(signal)
  const { code, stdout, stderr } = await ended
  expect(stderr).toContain(`${signal}: stopping`)
  expect(code).toBe(exit)
  const folder = onlyRun(place.out)
  expect(stdout).toContain(`partial results: ${folder}\n`)
  expect(`${stdout}${stderr}`.split(folder)).toHaveLength(1 + 1)
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  expect(JSON.stringify(manifest)).toContain('interrupted')
  expect((await sim('verify', folder, '--quiet')).code).toBe(0)
})

it('the second signal quits at once and leaves nothing half-written', async () => {
  const { child, underWay, ended } = start('--trace')
  await underWay()
  child.kill('SIGTERM')
  child.kill('SIGINT')
  const { code, stderr } = await ended
  expect([130, 143]).toContain(code)
  expect(stderr).toMatch(/^SIG(INT|TERM): stopping; .*\nSIG(INT|TERM): quitting at once\n$/m)
  expect(readdirSync(place.out).filter((name) => name.startsWith('.'))).toEqual([])
})

it('the message of a signal replaces the status line and the ^C on a terminal', () => {
  let text = ''
  const stop = new StopSignal({ isTTY: true, write: (part: string) => (text += part) })
  process.emit('SIGINT', 'SIGINT')
  stop.close()
  const [before, message] = text.split('\r\u001b[2K')
  expect(before).toBe('')
  expect(message).toMatch(/^SIGINT: stopping; .*\n$/)
})

it('a closed stdout does not fail a run', async () => {
  const { child, ended } = start('--until', '2 min', '--quiet')
  child.stdout.destroy()
  const { code, stderr } = await ended
  expect(stderr).toBe('')
  expect(code).toBe(0)
})
