import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../net/patience.js'
import { child } from '../child.js'
import { folderWith, SMALL } from '../small-swarm.js'
import { sim } from '../terminal/recorder.js'

const TINY = {
  ...SMALL,
  torrent: { size: '512 KiB', pieceLength: '32 KiB' },
  groups: { ...SMALL.groups, crowd: { ...SMALL.groups.crowd, count: 8 } },
}

let place: ReturnType<typeof folderWith>
beforeEach(() => {
  place = folderWith(TINY)
})
afterEach(() => rmSync(place.folder, { recursive: true, force: true }))

const few = ['--replications', '3', '--quiet']
const compare = (...more: string[]) => sim('compare', place.file, '--out', place.out, ...more)
const choker = 'groups.crowd.choker=tit-for-tat,unchoke-all'

describe('sim compare', () => {
  it('states the differences, and saves tables, charts and a page', async () => {
    const { code, stdout, stderr } = await compare('--vary', choker, ...few)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^unchoke-all: mean time .* (slower|faster) \(95 % interval/m)
    expect(stdout).toContain('Student’s t')
    // Eight leechers in three replications.
    expect(stdout).toMatch(/^Pareto comparison by peer .*more than 1%\):\n {2}.* 24 peers/m)
    const folder = join(place.out, 'small', 'compare-1')
    expect(stdout).toContain(`report: ${join(folder, 'compare.html')}`)
    expect(readdirSync(folder).sort()).toEqual([
      'charts',
      'compare.html',
      'compare.json',
      'runs.csv',
    ])
    const page = readFileSync(join(folder, 'compare.html'), 'utf8')
    expect(page).toContain('<h1>small: tit-for-tat, unchoke-all (choker of crowd)</h1>')
    expect(page).toContain('<h2>Pareto comparison by peer')
    expect(readdirSync(join(folder, 'charts'))).toHaveLength(12)
    const rows = readFileSync(join(folder, 'runs.csv'), 'utf8').trim().split('\n')
    expect(rows).toHaveLength(7)
    expect(rows[0]).toMatch(/^variant,groups\.crowd\.choker,replication,seed,/)
    expect(rows[1]).toMatch(/^tit-for-tat,tit-for-tat,1,one\/1,complete,false,8,8,1,/)
    expect(readdirSync(join(place.out, 'small'))).toEqual(['compare-1'])
  })

  it('compares every value of one option with every value of another', async () => {
    const { stdout } = await compare(
      ...['--vary', choker, '--vary', 'peer.endgame={"scope":"off"},"piece"', ...few, '--json'],
    )
    const { variants, pareto, replications } = JSON.parse(stdout)
    expect(replications).toBe(3)
    expect(variants.map(({ name }: { name: string }) => name)).toEqual([
      'choker=tit-for-tat, endgame={"scope":"off"}',
      'choker=tit-for-tat, endgame="piece"',
      'choker=unchoke-all, endgame={"scope":"off"}',
      'choker=unchoke-all, endgame="piece"',
    ])
    expect(pareto).toHaveLength(6)
  })

  it('finds two equal files identical, because they share their random seeds', async () => {
    const other = join(place.folder, 'other.json')
    writeFileSync(other, JSON.stringify({ ...TINY, name: 'other', seed: 'two' }))
    const { stdout } = await sim('compare', place.file, other, '--out', place.out, ...few)
    expect(stdout).toContain('other: mean time identical in all 3 replications.')
  })

  it('is titled after its scenarios, and makes the most replications that one sets', async () => {
    writeFileSync(place.file, JSON.stringify({ ...TINY, replications: 2 }))
    const files = ['b', 'c', 'd', 'e'].map((name) => {
      const file = join(place.folder, `${name}.json`)
      writeFileSync(file, JSON.stringify({ ...TINY, name, replications: 3 }))
      return file
    })
    const { stderr } = await compare(...files)
    expect(stderr).toMatch(/^replications: 15 of 15 runs/m)
    const folder = join(place.out, 'small', 'compare-1')
    const title = 'Comparison of small, b, c, d, e'
    expect(readFileSync(join(folder, 'compare.html'), 'utf8')).toContain(`<title>${title}</title>`)
    const chart = JSON.parse(readFileSync(join(folder, 'charts', 'completion.vl.json'), 'utf8'))
    expect(chart.title.subtitle[0]).toBe(`${title}; 3 replications, seed one`)
  })

  it('compares with the variant that --baseline names', async () => {
    const args = ['--vary', choker, ...few, '--json', '--baseline', 'unchoke-all']
    const { variants } = JSON.parse((await compare(...args)).stdout)
    expect(variants[0].name).toBe('unchoke-all')
    expect(variants[0].differences.meanSeconds).toBeNull()
    expect(variants[1].differences.meanSeconds.scale).toBe('ratio')
  })

  it('has the same results on one thread and on two', async () => {
    const metrics = async (workers: string) => {
      const args = ['--vary', choker, ...few, '--json', '--workers', workers, '--seed', 's']
      return JSON.parse((await compare(...args)).stdout).variants
    }
    expect(await metrics('1')).toEqual(await metrics('2'))
  })

  it('shows progress on stderr', async () => {
    const { stderr } = await compare('--vary', choker, '--replications', '2')
    expect(stderr).toMatch(/^replications: 4 of 4 runs in /m)
  })

  it('stops cleanly, and reports that there is nothing to compare', async () => {
    const endless = { ...TINY, torrent: { size: '4 GiB', pieceLength: '1 MiB' }, until: '20 d' }
    writeFileSync(place.file, JSON.stringify(endless))
    const one = child('compare', place.file, '--out', place.out, '--vary', choker)
    await eventually(() => existsSync(place.out))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    one.process.kill('SIGINT')
    const { code, stderr, stdout } = await one.ended
    expect(stderr).toContain('stopping; fewer than two replications are complete, so nothing is')
    expect(stderr).toContain('there is nothing to compare')
    expect(stderr).not.toContain('what was measured is kept')
    expect(stdout).toBe('')
    expect(code).toBe(130)
    expect(existsSync(place.out)).toBe(false)
  })
})

describe('sim compare refuses', () => {
  const refused = async (args: readonly string[], message: string | RegExp) => {
    const { code, stdout, stderr } = await compare(...args)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(code).toBe(2)
    expect(existsSync(place.out)).toBe(false)
  }

  it('an unknown path', () =>
    refused(
      ['--vary', 'groups.crowd.chocker=none,tit-for-tat'],
      /--vary.*groups\.crowd\.chocker.*did you mean "choker"/,
    ))

  it('an unknown policy', () =>
    refused(
      ['--vary', 'groups.crowd.choker=tit-for-tat,unchoke-al'],
      /--vary.*unchoke-al.*did you mean "unchoke-all"/,
    ))

  it('a comparison without two different variants', async () => {
    await refused([], 'nothing to compare')
    await refused(['--vary', 'peer.slots=4'], 'nothing to compare')
    await refused(['--vary', 'peer.slots'], /--vary: expected path=value,value/)
    await refused(['--vary', 'peer.slots=4,'], /--vary: expected path=value,value/)
    await refused(['--vary', 'peer.slots=4,4'], 'lists the value 4 twice')
  })

  it('a single replication', () =>
    refused(
      ['--vary', choker, '--replications', '1'],
      /--replications: expected a whole number from 2/,
    ))

  it('a baseline that is no variant', () =>
    refused(
      ['--vary', choker, '--baseline', 'random'],
      /--baseline: expected one of "tit-for-tat", "unchoke-all", found "random"/,
    ))

  it('an unknown metric', () =>
    refused(['--vary', choker, '--metric', 'meanSecond'], /did you mean "meanSeconds"/))
})

describe('sim ablate', () => {
  it('switches off the mechanisms in use, and names the others', async () => {
    const args = [place.file, '--out', place.out, ...few, '--set', 'peer.picker=in-order']
    const { code, stdout } = await sim('ablate', ...args)
    expect(code).toBe(0)
    expect(stdout).toContain('Left out, because no group of this scenario uses it: rarest first.')
    expect(stdout).toMatch(/^tit-for-tat: (helps|hurts|no measurable effect) here\. Without it: /m)
    const { variants } = JSON.parse(
      readFileSync(join(place.out, 'small', 'ablate-1', 'ablate.json'), 'utf8'),
    )
    expect(variants).toHaveLength(8)
    expect(variants[0].name).toBe('all mechanisms')
  })
})
