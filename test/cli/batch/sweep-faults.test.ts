import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runSweep } from '../../../src/cli/batch/sweep-run.js'
import { StopSignal } from '../../../src/cli/terminal/stop-signal.js'
import type { Sweep } from '../../../src/lab/sweep/sweep.js'
import { localRunEngine } from '../../../src/machine/workers/thread-pool.js'
import { SWEEP, sweepOf } from '../../lab/sweep/sweep-sample.js'
import { ROOT } from '../child.js'
import { sim } from '../terminal/recorder.js'
import { journalledIn, onlySweep, tinySweep } from './kept-sweep.js'

let folder: string
let file: string
beforeEach(() => {
  ;({ folder, file } = tinySweep())
})
afterEach(() => rmSync(folder, { recursive: true }))

const plain = (out: string) => [file, '--out', join(folder, out), '--no-charts', '--quiet']
const table = (place: string) => readFileSync(join(place, 'runs.csv'), 'utf8')

/** Starts a process with its own mounts, which disappear with it. */
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-rm']
const SMALL_DISK = 'mount -t tmpfs -o size=12k none "$0"'
const mayMount = run([...UNSHARE, 'sh', '-c', SMALL_DISK, tmpdir()]).status === 0

function run([command, ...args]: readonly string[]) {
  return spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', timeout: 240_000 })
}

const words = (out: string) => [
  process.execPath,
  '--import',
  'tsx',
  'src/cli/main.ts',
  'sweep',
  ...plain(out),
]

describe('a sweep that cannot write its journal', () => {
  // Without mount namespaces, the file size limit below is the nearest equivalent.
  it.skipIf(!mayMount)(
    'names the file on a full disk, keeps finished runs, and resumes with room',
    async () => {
      const small = join(folder, 'small')
      const saved = join(folder, 'saved')
      for (const one of [small, saved]) mkdirSync(one)
      const script = [
        SMALL_DISK,
        'out="$1"; shift',
        '"$@"; echo "code $?"; cp -r "$0/tiny" "$out/full"',
        'mount -o remount,size=10m "$0"',
        '"$@"; echo "code $?"; cp -r "$0/tiny" "$out/tiny"',
      ].join('\n')
      const { stdout, stderr } = run([
        ...[...UNSHARE, 'sh', '-c', script, small, saved],
        ...words('small'),
      ])
      expect(stdout.match(/code \d/g)).toEqual(['code 1', 'code 0'])
      expect(stderr).toMatch(/^\d of 12 runs are saved; the same command resumes\nsim: .*full\n/)
      expect(stderr).toMatch(/sim: .*journal\.jsonl: the disk is full\n/)
      const [name, ...others] = readdirSync(join(saved, 'full'))
      expect(others).toEqual([])
      const before = journalledIn(join(saved, 'full', name))
      expect(before.length).toBeGreaterThan(0)
      expect(stderr).toContain(`\n${before.length} of 12 runs are already done\n`)
      expect(readdirSync(join(saved, 'full', name))).toEqual(['journal.jsonl'])
      const after = onlySweep(saved)
      expect(journalledIn(after).slice(0, before.length)).toEqual(before)
      expect(journalledIn(after)).toHaveLength(12)
      await sim('sweep', ...plain('whole'))
      expect(table(after)).toBe(table(onlySweep(join(folder, 'whole'))))
    },
  )

  it('names the file at a file size limit, keeps finished runs, and resumes', async () => {
    const { stderr, status } = run(['sh', '-c', 'ulimit -f 10 && exec "$@"', 'sh', ...words('out')])
    expect(stderr).toMatch(/sim: .*journal\.jsonl: the file exceeds the size limit there\n$/)
    expect(status).toBe(1)
    const place = onlySweep(join(folder, 'out'))
    const before = journalledIn(place)
    expect(before.length).toBeGreaterThan(0)
    expect((await sim('sweep', ...plain('out'))).code).toBe(0)
    expect(journalledIn(place).slice(0, before.length)).toEqual(before)
    await sim('sweep', ...plain('whole'))
    expect(table(place)).toBe(table(onlySweep(join(folder, 'whole'))))
  })
})

describe('a sweep with failing runs', () => {
  /** Makes every run of the second point fail. */
  function spoilt(sweep: Sweep): Sweep {
    const points = sweep.points.map((point, i) => {
      if (i !== 1) return point
      const groups = point.settings.groups.map((group) => ({ ...group, picker: 'lost' }))
      return { ...point, settings: { ...point.settings, groups } }
    })
    return { ...sweep, points }
  }

  async function work(sweep: Sweep) {
    let output = ''
    const stream = { write: (text: string) => (output += text) }
    const options = { engine: localRunEngine(2), addReplications: 0, json: false, quiet: true }
    const stop = new StopSignal(stream)
    const code = await runSweep(
      sweep,
      { ...options, out: join(folder, 'out'), noCharts: true },
      { terminal: { stdout: stream, stderr: stream }, stop },
    )
    stop.close()
    return { code, output }
  }

  it('names each failed run and its point, keeps the others, and retries later', async () => {
    const sweep = spoilt(sweepOf(SWEEP))
    const first = await work(sweep)
    expect(first.code).toBe(1)
    expect(first.output.match(/^sim: run .*$/gm)).toEqual(
      [1, 2, 3].map((run) =>
        expect.stringMatching(
          `^sim: run 2/${run} \\(groups.crowd.count=3, groups.crowd.picker=random, ` +
            `seed 1/${run}\\) failed: .+`,
        ),
      ),
    )
    const place = onlySweep(join(folder, 'out'))
    expect(journalledIn(place)).toHaveLength(9)
    expect(table(place).trim().split('\n')).toHaveLength(1 + 9)
    expect((await work(sweep)).output).toContain('9 of 12 runs are already done')
    expect(journalledIn(place)).toHaveLength(9)
  })

  it('names only the first five of many failed runs', async () => {
    const { output } = await work(spoilt(sweepOf({ ...SWEEP, replications: 8 })))
    expect(output.match(/^sim: run /gm)).toHaveLength(5)
    expect(output).toContain('sim: ... and 3 more failed\n')
  })
})
