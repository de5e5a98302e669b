import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SWEEP } from '../../lab/sweep/sweep-sample.js'
import { cellAs, readParquet } from '../../machine/output/parquet-rows.js'
import { child } from '../child.js'
import { sim } from '../terminal/recorder.js'
import { journalledIn, onlySweep, tinySweep } from './kept-sweep.js'

let folder: string
let file: string
beforeEach(() => {
  ;({ folder, file } = tinySweep())
})
afterEach(() => rmSync(folder, { recursive: true }))

const sweep = (out: string, ...more: string[]) =>
  sim('sweep', file, '--out', join(folder, out), '--no-charts', '--quiet', ...more)

const kept = (out: string) => onlySweep(join(folder, out))
const table = (out: string, name = 'runs.csv') => readFileSync(join(kept(out), name), 'utf8')

const journalled = (out: string) => journalledIn(kept(out))

describe('sim sweep', () => {
  it('writes one row per run, the same on one thread and on two', async () => {
    expect((await sweep('one', '--workers', '1')).code).toBe(0)
    expect((await sweep('two', '--workers', '2')).code).toBe(0)
    const rows = table('one').trim().split('\n')
    expect(rows).toHaveLength(1 + 12)
    expect(rows[0]).toMatch(
      /^point,replication,seed,groups\.crowd\.count,groups\.crowd\.picker,ended/,
    )
    expect(rows[1]).toMatch(/^1,1,1\/1,3,rarest-first,complete,false,/)
    expect(table('two')).toBe(table('one'))
    expect(table('two', 'points.csv')).toBe(table('one', 'points.csv'))
  })

  it('repeats no finished run, and adds replications as if made at once', async () => {
    await sweep('out')
    expect((await sweep('out')).code).toBe(0)
    expect(journalled('out')).toHaveLength(12)
    await sweep('out', '--add-replications', '2')
    await sweep('out')
    expect(new Set(journalled('out')).size).toBe(20)
    expect(journalled('out')).toHaveLength(20)
    writeFileSync(file, JSON.stringify({ ...SWEEP, replications: 5 }))
    await sweep('whole')
    expect(table('out')).toBe(table('whole'))
  })

  it.each(['runs', 'points'])('has the same values in %s.parquet as in the CSV', async (name) => {
    const list = [
      { 'groups.crowd.count': 3, 'groups.crowd.picker': 'random' },
      { 'groups.crowd.count': 4, 'groups.crowd.freeRider': true },
    ]
    writeFileSync(file, JSON.stringify({ ...SWEEP, grid: undefined, list }))
    expect((await sweep('out')).code).toBe(0)
    const { rows, types } = await readParquet(readFileSync(join(kept('out'), `${name}.parquet`)))
    expect(types).toMatchObject({
      point: 'INT32',
      'groups.crowd.count': 'INT32',
      'groups.crowd.picker': 'UTF8',
      'groups.crowd.freeRider': 'BOOLEAN',
      ...(name === 'runs'
        ? { replication: 'INT32', seed: 'UTF8', partial: 'BOOLEAN', meanSeconds: 'DOUBLE' }
        : { replications: 'INT32', metric: 'UTF8', mean: 'DOUBLE', low95: 'DOUBLE' }),
    })
    expect(rows[0]).toMatchObject({
      'groups.crowd.picker': 'random',
      'groups.crowd.freeRider': null,
    })
    const csv = parse(table('out', `${name}.csv`), { columns: true }) as Record<string, string>[]
    expect(rows.map((row) => Object.keys(row))[0]).toEqual(Object.keys(csv[0]))
    for (const [i, row] of rows.entries()) {
      // A CSV cannot tell a missing text from an empty one.
      const shown = Object.entries(row).map(([k, v]) => [k, v ?? (types[k] === 'UTF8' ? '' : null)])
      const cells = Object.entries(csv[i]).map(([k, text]) => [k, cellAs(types[k], text)])
      expect(Object.fromEntries(cells)).toEqual(Object.fromEntries(shown))
    }
  })

  it('gives a changed sweep its own folder and prints a notice', async () => {
    await sweep('out')
    writeFileSync(file, JSON.stringify({ ...SWEEP, seed: 'other' }))
    const { stderr, code } = await sweep('out')
    expect(code).toBe(0)
    expect(stderr).toContain('The sweep has changed since')
    expect(readdirSync(join(folder, 'out', 'tiny'))).toHaveLength(2)
  })

  it('draws a chart per metric', async () => {
    const { stderr, code } = await sim('sweep', file, '--out', join(folder, 'out'), '--quiet')
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const charts = readdirSync(join(kept('out'), 'charts'))
    expect(charts).toContain('meanSeconds.svg')
    expect(charts).toContain('crowd-utilisation.png')
  })

  it.each([
    [['--until-ci', '2'], '--until-ci: expected a share such as "2%", found "2"'],
    [['--metric', 'jain'], '--metric: only used with --until-ci'],
    [['--until-ci', '2%', '--metric', 'jian'], 'found "jian"; did you mean "jain"?'],
    [['--workers', '0'], '--workers: expected a whole number from 1'],
  ])('refuses %j', async (more, message) => {
    const { stderr, code } = await sweep('out', ...more)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(existsSync(join(folder, 'out', 'tiny'))).toBe(false)
  })

  it('refuses a missing sweep file or scenario file', async () => {
    const missing = await sim('sweep', join(folder, 'swep.json'))
    expect(missing.stderr).toMatch(
      /swep\.json: expected a sweep file.*did you mean ".*sweep\.json"/,
    )
    expect(missing.code).toBe(2)
    writeFileSync(file, JSON.stringify({ ...SWEEP, scenario: 'smal.json' }))
    expect((await sweep('out')).stderr).toMatch(
      /sweep\.json:1:\d+ scenario: expected a scenario file/,
    )
  })
})

describe('a sweep that is killed', () => {
  it.each(['SIGKILL', 'SIGINT'] as const)(
    'by %s resumes where it stopped, with the table of an unbroken sweep',
    async (signal) => {
      const longer = { ...SWEEP, replications: 40 }
      writeFileSync(file, JSON.stringify(longer))
      const out = join(folder, 'out')
      const { process, ended } = child('sweep', file, '--out', out, '--no-charts', '--quiet')
      await someCells(out)
      process.kill(signal)
      const { code } = await ended
      if (signal === 'SIGINT') expect(code).toBe(130)
      const before = journalled('out')
      expect(before.length).toBeGreaterThan(0)
      expect(before.length).toBeLessThan(160)
      expect((await sweep('out')).code).toBe(0)
      const after = journalled('out')
      expect(after.slice(0, before.length)).toEqual(before)
      expect(after).toHaveLength(160)
      expect(new Set(after).size).toBe(160)
      expect((await sweep('whole', '--workers', '1')).code).toBe(0)
      expect(table('out')).toBe(table('whole'))
    },
  )
})

/** Waits until a journal has some runs. */
async function someCells(out: string): Promise<void> {
  for (;;) {
    const [name] = existsSync(join(out, 'tiny')) ? readdirSync(join(out, 'tiny')) : []
    const path = name === undefined ? '' : join(out, 'tiny', name, 'journal.jsonl')
    if (existsSync(path) && readFileSync(path, 'utf8').split('\n').length > 4) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
