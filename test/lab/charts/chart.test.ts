import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { evenlySpaced, scalesOf, timeUnit } from '../../../src/lab/charts/chart.js'
import { chartsOf } from '../../../src/lab/charts/charts.js'
import { togetherSeconds } from '../../../src/lab/charts/unchoke-preference.js'
import type { Measurements } from '../../../src/lab/run/measurements.js'
import { loadRenderer, type Renderer } from '../../../src/machine/output/render.js'
import { sampleMeasurements, sampleSettings } from '../run/measurements-sample.js'

const input = { name: 'sample', settings: sampleSettings(), measurements: sampleMeasurements() }
const charts = chartsOf(input)
const specOf = (id: string) => charts.find((chart) => chart.id === id)!.spec

let renderer: Renderer
const svgs = new Map<string, string>()
beforeAll(async () => {
  renderer = await loadRenderer()
  for (const { id, spec } of charts) svgs.set(id, await renderer.svg(spec))
})

/** Texts of a picture, and colours of the marks in its plot, not of its legend. */
const textsIn = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)
const marksIn = (svg: string, kind: string) =>
  [...svg.matchAll(new RegExp(`<g class="${kind} [^"]*marks"[^>]*>(.*?)</g>`, 'gs'))].map(
    ([, marks]) => marks,
  )

describe('every chart', () => {
  const axes: Record<string, readonly string[]> = {
    completion: ['Time since the start of the run (min)', 'Completed share of the leechers'],
    progress: ['Time since the start of the run (min)', 'Share of the pieces held'],
    utilisation: ['Upload use'],
    copies: ['Copies among the peers present'],
    unchoked: ['Unchoking group', 'Unchoked group'],
    improving: ['Improving pairs', 'All downloads (MiB/s)'],
    contribution: ['Copies of the torrent uploaded', 'Mean download rate (KiB/s)'],
    population: ['Peers present'],
  }

  it.each(Object.keys(axes))('%s has titles on its axes', (id) => {
    expect(textsIn(svgs.get(id) ?? '')).toEqual(expect.arrayContaining([...axes[id]]))
  })

  it('has a unique name and a description', () => {
    expect(charts.map(({ id }) => id)).toEqual(Object.keys(axes))
    for (const { description } of charts) expect(description.length).toBeGreaterThan(20)
  })

  it('is plain JSON without a URL', () => {
    for (const { spec } of charts) {
      expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
      expect(JSON.stringify(spec)).not.toContain('"url"')
    }
  })

  it('is drawn in the font of the package', () => {
    const require = createRequire(import.meta.url)
    expect(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')).toBeTruthy()
    for (const svg of svgs.values()) {
      const blind = svg.replace(/<text.*?<\/text>/gs, '')
      const png = renderer.png(svg)
      expect([...png.slice(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
      expect(png.length).toBeGreaterThan(renderer.png(blind).length + 5000)
    }
  })
})

it('the chart of improving pairs is left out if there are none', () => {
  const { measurements } = input
  const { series } = measurements
  const none = { ...series, improvingPairs: series.improvingPairs.map(() => Number.NaN) }
  const ids = chartsOf({ ...input, measurements: { ...measurements, series: none } })
  expect(ids.map(({ id }) => id)).not.toContain('improving')
  expect(ids).toHaveLength(charts.length - 1)
})

describe('chart marks', () => {
  const leeching = ['leechers', 'free riders']
  const { color } = scalesOf(leeching)

  it('completion has a curve and a bound for each group that downloads', () => {
    const lines = marksIn(svgs.get('completion') ?? '', 'mark-line').join('')
    for (const colour of color.range) {
      expect(lines.split(`stroke="${colour}"`).length - 1).toBe(2)
    }
    expect(marksIn(svgs.get('completion') ?? '', 'mark-rule').join('')).toContain('<line')
  })

  it('contribution has a point for each leecher in its group’s colour', () => {
    const points = marksIn(svgs.get('contribution') ?? '', 'mark-symbol').join('')
    // One more of each in the legend.
    expect(points.split(`stroke="${color.range[0]}"`).length - 1).toBeGreaterThanOrEqual(40)
    expect(points.split(`stroke="${color.range[1]}"`).length - 1).toBeGreaterThanOrEqual(10)
  })

  it('unchoked has a cell for each pair, with its number', () => {
    const cells = JSON.parse(JSON.stringify(specOf('unchoked')['data'])).values
    expect(cells).toHaveLength(9)
    const labels = cells.map(({ label }: { label: string }) => label)
    expect(textsIn(svgs.get('unchoked') ?? '')).toEqual(expect.arrayContaining(labels))
    expect(labels.filter((label: string) => label.endsWith('×'))).toHaveLength(4)
  })

  it('groups differ in colour and in dash or shape, up to thirty of them', () => {
    const names = Array.from({ length: 30 }, (_, i) => `group ${i}`)
    const { color, dash, shape } = scalesOf(names)
    expect(new Set(names.map((_, i) => `${color.range[i]} ${dash.range[i]}`)).size).toBe(30)
    expect(new Set(names.map((_, i) => `${color.range[i]} ${shape.range[i]}`)).size).toBe(30)
  })
})

describe('togetherSeconds', () => {
  it('sums over pairs the time that one peer is present while the other downloads', () => {
    const { measurements } = input
    const { peers, groupNames, endSeconds } = measurements
    const expected = new Float64Array(groupNames.length ** 2)
    const left = (i: number) =>
      Number.isNaN(peers.departureSeconds[i]) ? endSeconds : peers.departureSeconds[i]
    for (let i = 0; i < peers.count; i++) {
      for (let j = 0; j < peers.count; j++) {
        const begin = Math.max(peers.arrivalSeconds[i], peers.arrivalSeconds[j])
        const end = Math.min(left(i), peers.completionSeconds[j])
        const at = peers.group[i] * groupNames.length + peers.group[j]
        if (i !== j) expected[at] += Math.max(0, end - begin)
      }
    }
    const found = togetherSeconds(measurements)
    found.forEach((seconds, at) => {
      expect(seconds).toBeCloseTo(expected[at], 5)
    })
  })
})

describe('charts of unusual runs', () => {
  const drawn = async (measurements: Measurements) => {
    for (const { spec } of chartsOf({ ...input, measurements })) {
      expect(await renderer.svg(spec)).toContain('<svg')
    }
  }

  it('are drawn if no leecher completed', () => {
    const never = structuredClone(input.measurements)
    never.peers.completionSeconds.fill(Number.NaN)
    return drawn({ ...never, ended: 'until' })
  })

  it('are drawn without samples and without peers', () => {
    const nobody = structuredClone(input.measurements)
    nobody.peers.arrivalSeconds.fill(Number.NaN)
    return drawn({ ...nobody, series: { ...nobody.series, count: 0 }, endSeconds: 0 })
  })

  it('are rejected if Vega-Lite warns', async () => {
    const odd = {
      ...specOf('population'),
      mark: { type: 'line', interpolate: 5 },
      encoding: { y9: {} },
    }
    await expect(renderer.svg(odd)).rejects.toThrow(/cannot be drawn as specified/)
  })
})

describe('chart ticks and samples', () => {
  it('use the unit with the shortest numbers', () => {
    expect([60, 6000, 1e5, 1e6].map((end) => timeUnit(end).name)).toEqual(['s', 'min', 'h', 'days'])
  })

  it('are thinned evenly and keep both ends', () => {
    expect(evenlySpaced(3, 10)).toEqual([0, 1, 2])
    const some = evenlySpaced(10_000, 500)
    expect(some).toHaveLength(500)
    expect([some[0], some.at(-1)]).toEqual([0, 9999])
    expect(new Set(some).size).toBe(500)
  })

  it('are cut to 2000 peers with a note', () => {
    const many = {
      settings: sampleSettings(2400, 600),
      measurements: sampleMeasurements(2400, 600),
    }
    const spec = chartsOf({ name: 'many', ...many }).find(({ id }) => id === 'contribution')?.spec
    expect(JSON.stringify(spec)).toContain('2000 of 3000 leechers are shown')
  })
})

it('the completion of a run that was stopped ends where the run ended', () => {
  const { settings } = input
  const endSeconds = 30
  const peers = { ...input.measurements.peers }
  peers.completionSeconds = peers.completionSeconds.map((at) =>
    at <= endSeconds ? at : Number.NaN,
  )
  const stopped = { ...input.measurements, peers, endSeconds, ended: 'interrupted' as const }
  const chart = chartsOf({ name: 'stopped', settings, measurements: stopped })[0]
  const { layer } = chart.spec as { layer: { data: { values: { time: number }[] } }[] }
  const drawn = layer.at(-1)!.data.values.map(({ time }) => time)
  expect(Math.max(...drawn)).toBe(endSeconds)
})
