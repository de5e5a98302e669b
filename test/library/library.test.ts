import { describe, expect, it } from 'vitest'
import * as node from '../../src/index.js'
import * as browser from '../../src/library/browser.js'

const set = { 'groups.leechers.count': 12, 'torrent.size': '1 MiB' }

/** A scenario as a document, with the peers and the torrent of `set`. */
const document = {
  version: 1,
  name: 'small',
  torrent: { size: '1 MiB', pieceLength: '256 KiB' },
  groups: {
    origin: { holds: 'all', access: 'origin' },
    leechers: { count: 12, access: 'adsl', arrive: { kind: 'flash', over: '10 s' } },
  },
}

const hashOf = ({ summary }: node.ScenarioRun) => summary.traceHash

/** The samples of a run in order, and the run. */
async function collected(samples: AsyncGenerator<node.Sample, node.ScenarioRun, void>) {
  const rows: node.Sample[] = []
  for (;;) {
    const { done, value } = await samples.next()
    if (done === true) return { rows, run: value }
    rows.push(value)
  }
}

describe('run', () => {
  it('runs the same simulation by name, as a document, as JSON and when loaded', () => {
    const hash = hashOf(node.run('flashcrowd', { set }))
    const loaded = node.loadScenario('flashcrowd')
    expect(hashOf(node.run(document))).toBe(hash)
    expect(hashOf(node.run(loaded, { set }))).toBe(hash)
    expect(hashOf(browser.run(JSON.stringify(document)))).toBe(hash)
    expect(hashOf(browser.run(loaded, { set }))).toBe(hash)
  })

  it('takes changes as values by path or as texts', () => {
    const texts = ['groups.leechers.count=12', 'torrent.size=1 MiB']
    expect(hashOf(node.run('flashcrowd', { set: texts }))).toBe(
      hashOf(node.run('flashcrowd', { set })),
    )
  })

  it('repeats a run with its seed, and makes another one with another seed', () => {
    const seeded = (seed: string) => hashOf(node.run(document, { seed }))
    expect(seeded('a')).toBe(seeded('a'))
    expect(seeded('a')).not.toBe(seeded('b'))
  })

  it('hands over every sample up to the end of the run, in order of time', () => {
    const times: number[] = []
    let completed = 0
    const { measurements } = node.run(document, {
      onSample: (sample) => {
        times.push(sample.timeSeconds)
        completed = sample.completed
      },
    })
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
    expect(times.at(-1)).toBe(measurements.endSeconds)
    expect(completed).toBe(12)
    // The series is thinned, so its samples are some of these.
    for (const time of measurements.series.timeSeconds) expect(times).toContain(time)
  })

  it('ends where onSample returns false', () => {
    const full = node.run(document).summary
    const cut = node.run(document, { onSample: ({ completed }) => completed < 6 }).summary
    expect(cut.ended).toBe('interrupted')
    expect(cut.completed).toBeGreaterThanOrEqual(6)
    expect(cut.endSeconds).toBeLessThan(full.endSeconds)
  })

  it('describes charts with their data', () => {
    const specs = node.run(document).charts()
    expect(specs.map(({ id }) => id)).toContain('completion')
    for (const { spec } of specs) expect(() => JSON.stringify(spec)).not.toThrow()
  })
})

describe('samples', () => {
  it('yields what onSample receives, and returns the run', async () => {
    const received: node.Sample[] = []
    const expected = node.run(document, { onSample: (sample) => void received.push(sample) })
    const { rows, run } = await collected(node.samples(document))
    expect(rows).toEqual(received)
    expect(run.summary).toEqual(expected.summary)
  })
})

describe('compare', () => {
  it('pairs variants by seed: two equal ones do not differ', async () => {
    const { comparison } = await node.compare([document, { ...document, name: 'twin' }], {
      replications: 3,
    })
    const [, twin] = comparison.variants
    expect(twin.differences.meanSeconds).toMatchObject({ mean: 0, low95: 0, high95: 0 })
  })

  it('makes a variant of every combination of values, and counts the runs', async () => {
    const seen: string[] = []
    const vary = { 'peer.choker': ['tit-for-tat', 'random'], 'groups.leechers.count': [3, 4] }
    const { variants, charts } = await node.compare(document, {
      vary,
      replications: 2,
      onRun: (finished, total) => seen.push(`${finished}/${total}`),
    })
    expect(variants.map(({ name }) => name)).toEqual([
      'choker=tit-for-tat, count=3',
      'choker=tit-for-tat, count=4',
      'choker=random, count=3',
      'choker=random, count=4',
    ])
    expect(seen).toEqual(Array.from({ length: 8 }, (_, i) => `${i + 1}/8`))
    expect(charts().length).toBeGreaterThan(0)
  })

  it('runs replication r under the seed of a single run with "/r"', async () => {
    const { variants } = await node.compare(document, {
      vary: { 'peer.picker': ['rarest-first', 'random'] },
      replications: 1,
      seed: 'x',
    })
    const [{ runs }] = variants
    expect(runs[0].summary.traceHash).toBe(hashOf(node.run(document, { seed: 'x/1' })))
  })
})

describe('usePolicy', () => {
  class Nobody implements node.Choker {
    static readonly policy: node.PolicyCard = { kind: 'choker', name: 'nobody', about: 'none' }
    rechoke({ links, unchoked }: node.RechokeRound): void {
      for (let link = links.first; link < links.end; link++) unchoked[link] = 0
    }
  }
  const chosen = { 'groups.leechers.choker': 'nobody', 'groups.leechers.seedChoker': 'nobody' }

  it('adds a class to the policies that a scenario may name, until it is removed', () => {
    const remove = node.usePolicy(Nobody)
    const { measurements } = node.run(document, { set: chosen })
    expect(measurements.peers.uploadedBytes.slice(1).every((bytes) => bytes === 0)).toBe(true)
    remove()
    expect(() => node.run(document, { set: chosen })).toThrow(/choker/)
  })

  it('refuses a name that is taken', () => {
    const remove = node.usePolicy(Nobody)
    expect(() => node.usePolicy(Nobody)).toThrow('"nobody" is already the name')
    remove()
  })
})

describe('a mistake', () => {
  it.each([
    [() => node.run(document, { onSampel: 1 } as object), 'did you mean "onSample"?'],
    [() => node.run(document, { set: { 'groups.leecher.count': 3 } }), 'did you mean "leechers"?'],
    [() => node.run({ ...document, grups: {} }), 'did you mean "groups"?'],
    [() => node.run('flashcrwd'), 'did you mean "flashcrowd"?'],
    [() => browser.run('flashcrowd'), 'a browser reads no files'],
  ])('of a run is refused with a hint: %s', (mistake, hint) => {
    expect(mistake).toThrow(hint)
  })

  it.each([
    [() => node.compare(document), 'expected two scenarios'],
    [() => node.compare(document, { varry: {} } as object), 'did you mean "vary"?'],
    [
      () => node.compare(document, { metric: 'meanSecond' as never }),
      'did you mean "meanSeconds"?',
    ],
    [() => node.compare([document, document]), 'found "small" twice'],
    [
      () => node.compare(document, { vary: { seed: ['1', '2'] }, replications: 0 }),
      'expected a whole number from 1',
    ],
    [() => collected(node.samples(document, { sed: '1' } as object)), 'unknown option "sed"'],
  ])('of a comparison is refused with a hint', async (mistake, hint) => {
    await expect(mistake()).rejects.toThrow(hint)
  })
})
