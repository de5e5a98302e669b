import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderWith, onlyRun, SMALL } from '../small-swarm.js'
import { sim } from '../terminal/recorder.js'

let place: ReturnType<typeof folderWith>
beforeEach(() => {
  place = folderWith(SMALL)
})
afterEach(() => rmSync(place.folder, { recursive: true, force: true }))

const run = (...more: string[]) => sim('run', place.file, '--out', place.out, ...more)

describe('sim run', () => {
  it('writes results, and prints the summary and the path of the report', async () => {
    const { code, stdout, stderr } = await run()
    expect(code).toBe(0)
    expect(stdout).toContain('All 20 leechers completed')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `report: ${join(onlyRun(place.out), 'report.html')}`,
    )
    expect(existsSync(join(onlyRun(place.out), 'report.html'))).toBe(true)
    expect(stderr).toMatch(/^small: ran for .* 20 of 20 peers done/m)
  })

  it('with --json prints one JSON object per scenario and nothing else', async () => {
    const args = ['--out', place.out, '--json', '--quiet', '--no-charts']
    const { code, stdout, stderr } = await sim('run', place.file, place.file, ...args)
    expect(code).toBe(0)
    expect(stderr).toBe('')
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    const [first, second] = lines.map((line) => JSON.parse(line))
    expect(first).toMatchObject({
      name: 'small',
      seed: 'one',
      ended: 'complete',
      partial: false,
      leechers: 20,
      completed: 20,
    })
    for (const key of ['lastFinishSeconds', 'boundSeconds', 'cpuSeconds', 'events', 'classes']) {
      expect(first).toHaveProperty(key)
    }
    expect(second.traceHash).toBe(first.traceHash)
    expect(first.traceHash).toMatch(/^[0-9a-f]{16}$/)
    expect(readdirSync(join(place.out, 'small'))).toHaveLength(2)
  })

  it('applies --set and --seed', async () => {
    const { stdout } = await run(
      ...['--set', 'groups.crowd.count=3', '--seed', '007', '--json', '--quiet', '--no-charts'],
    )
    expect(JSON.parse(stdout)).toMatchObject({ seed: '007', leechers: 3 })
  })

  it('stops at the time of --until', async () => {
    const { code, stdout } = await run('--until', '20 s', '--json', '--quiet', '--no-charts')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ended: 'until', partial: true, endSeconds: 20 })
  })

  it('leaves charts to sim chart with --no-charts', async () => {
    await run('--no-charts', '--quiet')
    const folder = onlyRun(place.out)
    expect(existsSync(join(folder, 'report.html'))).toBe(false)
    const { code, stdout } = await sim('chart', folder)
    expect(code).toBe(0)
    expect(stdout).toBe(`report: ${join(folder, 'report.html')}\n`)
    expect(existsSync(join(folder, 'report.html'))).toBe(true)
  })

  it('reports which peers cannot finish once the last copy is gone', async () => {
    const events = [{ at: '4 s', do: 'kill', group: 'origin' }]
    writeFileSync(place.file, JSON.stringify({ ...SMALL, events }))
    const { code, stdout, stderr } = await run('--quiet', '--no-charts')
    expect(stderr).toBe('')
    expect(stdout).toMatch(
      /(\d+) peers \(\1 of "crowd"\) cannot finish\.\nAt least one piece is held by no peer/,
    )
    expect(code).toBe(0)
  })
})

describe('sim run and sim chart refuse', () => {
  const refused = async (outcome: ReturnType<typeof run>, message: string | RegExp) => {
    const { code, stdout, stderr } = await outcome
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  }

  it('an invalid scenario, and write nothing', async () => {
    await refused(run('--set', 'groups.crowd.choker=tit4tat'), /did you mean "tit-for-tat"/)
    writeFileSync(place.file, '{"version": 1,')
    await refused(run(), /scenario\.json/)
    expect(existsSync(place.out)).toBe(false)
  })

  it('an invalid second file before the first one runs', async () => {
    await refused(
      sim('run', place.file, join(place.folder, 'none.json'), '--out', place.out),
      /none/,
    )
    expect(existsSync(place.out)).toBe(false)
  })

  it('an --out that is a file', async () => {
    await refused(sim('run', place.file, '--out', place.file), 'is a file, expected a folder')
    const below = join(place.file, 'deeper')
    await refused(sim('run', place.file, '--out', below), 'is a file, expected a folder')
  })

  it('to draw charts without a manifest', async () => {
    await refused(sim('chart', place.folder), /manifest\.json/)
  })

  it('to leave half-written results after an error', async () => {
    // A file where the scenario's folder would be: found only after the out folder was made.
    mkdirSync(place.out)
    writeFileSync(join(place.out, 'small'), '')
    const { code } = await run('--quiet')
    expect(code).toBeGreaterThan(0)
    expect(readdirSync(place.out)).toEqual(['small'])
  })
})

it('sim run --open needs a report', async () => {
  const { code, stderr } = await sim('run', 'classes', '--open', '--no-charts')
  expect({ code, stderr }).toMatchObject({ code: 2 })
  expect(stderr).toContain('--open: without charts there is no report; leave out --no-charts')
})
