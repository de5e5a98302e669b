import { describe, expect, it } from 'vitest'
import { runOne } from '../../../src/lab/batch/run-spec.js'
import type { ComparedRun, VariantRuns } from '../../../src/lab/batch/variant-runs.js'
import { comparisonCharts } from '../../../src/lab/charts/comparison-charts.js'
import { dominated, frontier } from '../../../src/lab/charts/efficiency.js'
import { MECHANISMS, without } from '../../../src/lab/compare/ablation.js'
import { ablationSentences } from '../../../src/lab/compare/ablation-table.js'
import { compareVariants } from '../../../src/lab/compare/comparison.js'
import {
  methodNotes,
  paretoText,
  peerParetoText,
  verdictSentences,
} from '../../../src/lab/compare/comparison-table.js'
import { peerPareto } from '../../../src/lab/compare/peer-pareto.js'
import { verdict } from '../../../src/lab/compare/verdict.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { pairedDifference } from '../../../src/lab/stats/paired.js'
import { type ComparedKey, comparedMetric } from '../../../src/lab/summary/compared-metric.js'
import { loadRenderer } from '../../../src/machine/output/render.js'
import { sampleDocument } from '../scenario/scenario-sample.js'

const { settings } = expandScenario(
  sampleDocument({
    torrent: { size: '1 MiB', pieceLength: '32 KiB' },
    groups: {
      seed: { holds: 'all', access: 'adsl' },
      fast: { count: 8, access: 'cable' },
      slow: { count: 8, access: 'adsl', arrive: { kind: 'poisson', every: '6 s' } },
    },
  }),
)
const base = runOne({ id: 'base', name: 'sample', settings }, () => 0)

/** A variant whose runs have these mean times in its two classes, and this fairness. */
function variant(name: string, fast: readonly number[], slow: readonly number[], jain: number[]) {
  const runs = fast.map((seconds, r) => ({
    ...base,
    summary: {
      ...base.summary,
      meanSeconds: (seconds + slow[r]) / 2,
      jain: jain[r],
      classes: {
        ...base.summary.classes,
        fast: { ...base.summary.classes['fast'], meanSeconds: seconds },
        slow: { ...base.summary.classes['slow'], meanSeconds: slow[r] },
      },
    },
  }))
  return { name, sets: {}, runs } satisfies VariantRuns
}

const plain = variant('plain', [10, 11, 12], [50, 52, 51], [0.8, 0.81, 0.8])
const quick = variant('quick', [8, 9, 9.9], [50.1, 51.9, 51], [0.8, 0.8, 0.81])
const harsh = variant('harsh', [8, 9, 9.9], [60, 62, 61.1], [0.6, 0.61, 0.6])
const of = (variants: readonly VariantRuns[], metric: ComparedKey = 'meanSeconds') =>
  compareVariants(variants, { name: 'sample', seed: 's', metric })

describe('a verdict', () => {
  const seconds = comparedMetric('meanSeconds')
  const words = (first: number[], other: number[]) =>
    verdict(seconds, pairedDifference(first, other)!)

  it('states size and interval of a significant difference', () => {
    expect(words([100, 100, 100], [104, 105, 106])).toBe('5 % slower (95 % interval 2.5 to 7.5 %)')
    expect(words([100, 100, 100], [96, 95, 94])).toBe('5 % faster (95 % interval 2.5 to 7.5 %)')
  })

  it('states what is detectable if a difference is not significant', () => {
    const text = words([100, 100, 100, 100], [99, 102, 101, 99.5])
    expect(text).toMatch(/^0\.38 % slower \(95 % interval -1\.8 to 2\.6 %\)\. Not significant: 4 /)
    expect(text).toMatch(/replications can detect 2\.9 %; detecting 0\.38 % needs about \d+$/)
  })

  it('states that all replications are identical', () => {
    expect(words([3, 4], [3, 4])).toBe('identical in all 2 replications')
  })

  it('uses the unit of the metric if the first mean is 0', () => {
    const share = comparedMetric('utilisation')
    const text = verdict(share, pairedDifference([0, 0, 0], [0.1, 0.11, 0.09])!)
    expect(text).toBe('10% more (95 % interval 7.52% to 12.5%)')
  })
})

describe('Pareto', () => {
  it('names the variant that is better for a group and worse for none', () => {
    const [statement] = of([plain, quick]).pareto
    expect(statement).toMatchObject({ dominant: 'quick', betterForOther: ['fast'] })
    expect(paretoText(statement)).toBe('quick is better than plain for fast and worse for none')
    expect(of([quick, plain]).pareto[0].dominant).toBe('quick')
  })

  it('names no variant if one group gains and another loses', () => {
    const [statement] = of([plain, harsh]).pareto
    expect(statement).toMatchObject({
      dominant: null,
      betterForOne: ['slow'],
      betterForOther: ['fast'],
    })
  })

  /** A variant of two runs whose slow peers took so long; null never completed. */
  const timed = (name: string, ...runs: (number | null)[][]): VariantRuns => ({
    name,
    sets: {},
    runs: runs.map((downloadSeconds) => ({ ...base, groups: [{ name: 'slow', downloadSeconds }] })),
  })

  it('compares each peer with itself, beyond a tolerance of 1 %', () => {
    const one = timed('one', [100, 100, 100], [100, null, null])
    const other = timed('other', [98, 99.5, 102], [null, 500, null])
    expect(peerPareto(one, other)).toEqual({ peers: 6, betterForOne: 2, betterForOther: 2 })
    expect(peerPareto(other, one)).toEqual({ peers: 6, betterForOne: 2, betterForOther: 2 })
    const [statement] = of([one, timed('even better', [90, 100, 80], [99.5, 1, null])]).pareto
    expect(peerParetoText(statement)).toBe(
      'even better is better than one for 50% of 6 peers, and worse for none',
    )
    expect(peerParetoText(of([one, other]).pareto[0])).toBe(
      'other is better than one for 33.3% of 6 peers, and worse for 33.3%',
    )
    expect(
      peerParetoText(
        of([
          one,
          timed(
            'same',
            ...[
              [100, 100, 100],
              [100, null, null],
            ],
          ),
        ]).pareto[0],
      ),
    ).toBe('one and same: the same for all 6 peers')
  })

  it('finds the same peers, with the same arrivals, in runs of one random seed', () => {
    const cell = (picker: string) => {
      const groups = settings.groups.map((group) => ({ ...group, picker }))
      return runOne({ id: picker, name: 'sample', settings: { ...settings, groups } }, () => 0)
    }
    const runsOf = (picker: string) => ({ name: picker, sets: {}, runs: [cell(picker)] })
    const same = peerPareto(runsOf('random'), runsOf('random'))
    expect(same).toEqual({ peers: 16, betterForOne: 0, betterForOther: 0 })
    const differ = peerPareto(runsOf('random'), runsOf('in-order'))
    expect(differ.betterForOne + differ.betterForOther).toBeGreaterThan(0)
    expect(cell('random').groups[0].downloadSeconds).toEqual([null])
  })

  it('compares every pair of variants', () => {
    const pairs = of([plain, quick, harsh]).pareto.map(({ one, other }) => `${one} ${other}`)
    expect(pairs).toEqual(['plain quick', 'plain harsh', 'quick harsh'])
  })

  it('finds variants that another beats in speed or fairness', () => {
    expect(dominated([plain, quick, harsh])).toEqual(['plain', 'harsh'])
    expect(dominated([plain, plain])).toEqual([])
  })

  it('has a frontier of the points that no other beats in both', () => {
    const points = [
      { seconds: 5, jain: 0.5 },
      { seconds: 3, jain: 0.4 },
      { seconds: 4, jain: 0.3 },
      { seconds: 6, jain: 0.5 },
    ]
    expect(frontier(points)).toEqual([points[1], points[0]])
  })
})

describe('a comparison', () => {
  it('states how many completed if not all did', () => {
    const short = { ...base.summary, completed: 10 }
    const runs = harsh.runs.map((run) => ({ ...run, summary: { ...run.summary, ...short } }))
    const [line] = verdictSentences(of([plain, { ...harsh, runs }]))
    expect(line).toContain('Only completed downloads count: 30 of 48 here, 48 of 48 in plain.')
  })

  it('has charts that can be drawn, even for a variant without values', async () => {
    const renderer = await loadRenderer()
    const none = plain.runs.map((run) => ({
      ...run,
      groups: [],
      summary: { ...run.summary, meanSeconds: null, jain: null },
    }))
    for (const runs of [
      [plain, quick, harsh],
      [plain, { ...harsh, runs: none }],
    ]) {
      const charts = comparisonCharts('what is compared', of(runs), runs)
      expect(charts.map(({ id }) => id)).toEqual(['completion', 'forest', 'groups', 'efficiency'])
      for (const { spec } of charts) expect(await renderer.svg(spec)).toContain('<svg')
    }
  })

  it('names each curve beside it, with a band only if there are several replications', () => {
    const marksOf = (runs: VariantRuns[]) => {
      const { spec } = comparisonCharts('', of([plain, quick]), runs)[0]
      return (spec['layer'] as { mark: { type: string } }[]).map(({ mark }) => mark.type)
    }
    const [first] = plain.runs
    expect(marksOf([plain, quick])).toEqual(expect.arrayContaining(['area', 'line', 'text']))
    const once = marksOf([plain, quick].map((variant) => ({ ...variant, runs: [first] })))
    expect(once).toContain('line')
    expect(once).not.toContain('area')
  })

  it('shows ranges of many variants, or of very different times, the soonest at the top', () => {
    const slower = (by: number) => (run: ComparedRun) => ({
      ...run,
      groups: run.groups.map((group) => ({
        ...group,
        downloadSeconds: group.downloadSeconds.map((seconds) => seconds && seconds * by),
      })),
    })
    const times = (by: number) => ({ ...plain, name: `${by}`, runs: plain.runs.map(slower(by)) })
    const many = [3, 1, 2, 5, 4, 9, 8, 7, 6].map(times)
    for (const [runs, type] of [
      [many, 'linear'],
      [[100, 1].map(times), 'log'],
    ] as const) {
      const { spec } = comparisonCharts('', of([plain, quick]), runs)[0]
      const { values } = spec['data'] as { values: { variant: string; last: number }[] }
      const names = runs.map(({ name }) => name)
      expect(values.map((row) => row.variant)).toEqual(names.toSorted())
      expect(JSON.stringify(spec)).toContain(`"scale":{"type":"${type}"`)
    }
  })

  it.each([
    [1.004, 'made the intervals neither narrower nor wider.'],
    [1.42, 'made the intervals 1.42 times narrower (estimated).'],
    [0.5, 'made the intervals 2 times wider (estimated).'],
  ])('explains that shared seeds made intervals %f times narrower', (narrowing, words) => {
    const [, note] = methodNotes({ ...of([plain, quick]), narrowing })
    expect(note).toBe(`Sharing seeds ${words}`)
  })

  it('has narrower intervals with shared random seeds', () => {
    const meanSeconds = (seed: string, picker: string) => {
      const groups = settings.groups.map((group) => ({ ...group, picker }))
      const cell = { id: seed, name: 'sample', settings: { ...settings, groups, seed } }
      return runOne(cell, () => 0).summary.meanSeconds
    }
    const under = (picker: string, which: string) =>
      Array.from({ length: 20 }, (_, r) => meanSeconds(`${which}/${r}`, picker))
    const first = under('rarest-first', 'common')
    const common = pairedDifference(first, under('random', 'common'))!
    const own = pairedDifference(first, under('random', 'own'))!
    expect(own.deviation / common.deviation).toBeGreaterThan(1.2)
    expect(common.narrowing).toBeGreaterThan(1.2)
  })
})

describe('an ablation', () => {
  it('switches a mechanism off in every group that uses it', () => {
    for (const mechanism of MECHANISMS) {
      const off = without(mechanism, settings)!
      expect(off, mechanism.name).not.toEqual(settings)
      expect(without(mechanism, off), mechanism.name).toBeUndefined()
    }
  })

  it('states when an effect is not measurable', () => {
    const [endgame] = MECHANISMS.filter(({ name }) => name === 'endgame')
    expect(ablationSentences(of([plain, harsh]), [endgame])[0]).toMatch(/^endgame: helps here/)
    expect(ablationSentences(of([plain, plain]), [endgame])[0]).toBe(
      'endgame: no measurable effect here. Without it: mean time identical in all 3 replications.',
    )
  })
})
