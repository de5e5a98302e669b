import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SWARM } from '../../lab/sweep/sweep-sample.js'
import { sim } from '../terminal/recorder.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tournament-'))
  writeFileSync(join(folder, 'small.json'), JSON.stringify(SWARM))
})
afterEach(() => rmSync(folder, { recursive: true }))

const ground = () => ['--scenario', join(folder, 'small.json'), '--out', join(folder, 'out')]
const hold = (...more: string[]) =>
  sim('tournament', ...more, ...ground(), '--quiet', '--replications', '2')

function kept(): string {
  const parent = join(folder, 'out', 'small')
  return join(parent, readdirSync(parent)[0])
}

describe('sim tournament', () => {
  it('plays every entry alone and every pair at every share, and saves the results', async () => {
    const { code, stdout, stderr } = await hold('tit-for-tat', 'none')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Robust (share)')
    const rows = readFileSync(join(kept(), 'tournament.csv'), 'utf8').trim().split('\n')
    // Two runs of two swarms of one side and three of two sides.
    expect(rows).toHaveLength(1 + 2 * (2 * 1 + 3 * 2))
    expect(readdirSync(join(kept(), 'charts'))).toContain('heat-map.svg')
    expect(readdirSync(join(kept(), 'charts'))).toContain('evolution.png')
  })

  it('also plays all of three entries in one swarm', async () => {
    const { code, stdout } = await hold('tit-for-tat', 'none', 'random', '--no-charts')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^All in one swarm, KiB\/s \(predicted from the pairs\): tit-for-tat .* \(.*\)/m,
    )
    const rows = readFileSync(join(kept(), 'tournament.csv'), 'utf8').trim().split('\n')
    // Two runs of three swarms of one side, nine of two sides and one of three.
    expect(rows).toHaveLength(1 + 2 * (3 * 1 + 9 * 2 + 3))
    expect(rows.at(-1)).toMatch(/^random,tit-for-tat\+none,/)
  })

  it('repeats no match for another start population', async () => {
    await hold('tit-for-tat', 'none', '--no-charts')
    const journal = () => readFileSync(join(kept(), 'journal.jsonl'), 'utf8')
    const before = journal()
    const start = ['--start', 'tit-for-tat=1%,none=99%', '--json', '--no-charts']
    const { stdout } = await hold('tit-for-tat', 'none', ...start)
    expect(journal()).toBe(before)
    const { evolution, scores } = JSON.parse(stdout)
    expect(evolution.start).toEqual({ 'tit-for-tat': 0.01, none: 0.99 })
    expect(scores).toHaveLength(2)
  })

  it('counts one generation in the singular', async () => {
    const { stdout } = await hold('tit-for-tat', 'none', '--no-charts', '--generations', '1')
    expect(stdout).toMatch(/^After 1 generation( \(still changing\))?: /m)
  })

  it.each([
    [
      ['tit4tat'],
      'expected a choker, a piece picker or a behaviour, ' +
        'found "tit4tat"; did you mean "tit-for-tat"',
    ],
    [['none', 'none'], '"none" is listed twice'],
    [['none', 'random', '--start', 'nome=100%'], '"nome" is not an entry; did you mean "none"?'],
    [['none', 'random', '--start', 'none=50%'], 'the shares add up to 50%, not 100%'],
    [
      ['tit-for-tat'],
      'expected at least two entries, found tit-for-tat alone; ' +
        'try "sim tournament tit-for-tat none"',
    ],
    [
      ['none', 'random', '--shares', '0,1'],
      '--shares: expected shares such as "10%,50%,90%", found "0"',
    ],
    [['none', 'random', '--group', 'crowds'], 'did you mean "crowd"?'],
  ])('refuses %j', async (argv, message) => {
    const { code, stderr } = await hold(...argv)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})
