import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { settingsOf } from '../../src/demo/chapters/expand.js'
import { fill, formatFigure } from '../../src/demo/chapters/figure.js'
import { parseScenario } from '../../src/lab/scenario/scenario.js'

/** The most peers that the page draws at full speed. */
const MOST_PEERS = 100

const peersOf = ({ groups }: ReturnType<typeof settingsOf>) =>
  groups.reduce((sum, { count }) => sum + count, 0)

describe('the chapters', () => {
  it('offer only sliders whose positions are valid scenarios, and start at their own', () => {
    for (const chapter of CHAPTERS) {
      for (const { positions, from } of chapter.knobs) {
        const all = positions.map(({ set }) => settingsOf(chapter, set, '1'))
        const own = settingsOf(chapter, [], '1')
        expect(all[from], chapter.id).toEqual(own)
        expect(Math.max(...all.map(peersOf)), chapter.id).toBeLessThanOrEqual(MOST_PEERS + 1)
      }
    }
  })

  it('offer only presets that are shipped scenarios, small enough for the page', () => {
    const acts = CHAPTERS.map(({ act }) => act)
    const presets = acts.flatMap((act) => (act.kind === 'sandbox' ? act.presets : []))
    expect(presets.length).toBeGreaterThan(0)
    for (const { scenario, set } of presets) {
      const url = new URL(`../../scenarios/${scenario}.json`, import.meta.url)
      const { settings } = parseScenario(readFileSync(url, 'utf8'), scenario, { set })
      expect(peersOf(settings), scenario).toBeLessThanOrEqual(MOST_PEERS)
    }
  })

  it('show only maps of their own sliders and figures', () => {
    for (const { act, knobs, figures } of CHAPTERS) {
      if (act.kind !== 'map') continue
      expect(knobs.map(({ id }) => id)).toEqual(expect.arrayContaining([...act.knobs]))
      expect(Object.keys(figures)).toContain(act.figure)
    }
  })
})

describe('figures', () => {
  it('are written with their units, as each language does', () => {
    expect(formatFigure(207.4, 'seconds', 'en')).toBe('207 s')
    expect(formatFigure(6.54, 'seconds', 'ru')).toBe('6,5 с')
    expect(formatFigure(0.456, 'percent', 'en')).toBe('46 %')
    expect(formatFigure(12_500, 'rate', 'ru')).toBe('100 кбит/с')
    expect(formatFigure(2_500_000, 'megabytes', 'en')).toBe('2.5 MB')
    expect(formatFigure(Number.POSITIVE_INFINITY, 'seconds', 'en')).toBe('∞')
    expect(formatFigure(Number.NaN, 'seconds', 'en')).toBe('–')
  })

  it('take the place of their names in braces', () => {
    const figures = { last: { unit: 'seconds', of: () => 30 } } as const
    expect(fill('done at {last}, not {never}', figures, {}, 'en')).toBe('done at 30 s, not {never}')
  })
})
