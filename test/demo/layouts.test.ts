import { describe, expect, it } from 'vitest'
import { peerAt } from '../../src/demo/stage/layout.js'
import { LAYOUT_NAMES, LAYOUTS } from '../../src/demo/stage/layouts.js'
import { OUTCOME } from '../../src/replay/event-kind.js'
import { recordRun } from '../../src/replay/record-run.js'
import { SWARMS } from '../replay/swarms.js'

const recording = recordRun(SWARMS.classes)
const { hostCount, groups } = recording.header
const all = Array.from({ length: hostCount }, (_, host) => host)
const isSeed = (host: number) => groups[recording.hosts.group[host]].isSeed

describe.each(LAYOUT_NAMES)('the layout %s', (name) => {
  it.each([
    [700, 480],
    [344, 300],
    [900, 900],
  ])('places all peers on a stage of %i by %i, none over another', (width, height) => {
    const { x, y, radius } = LAYOUTS[name](recording, width, height)
    expect(x).toHaveLength(hostCount)
    for (const a of all) {
      expect(x[a] >= radius && x[a] <= width - radius).toBe(true)
      expect(y[a] >= radius && y[a] <= height - radius).toBe(true)
      for (const b of all.slice(a + 1)) {
        expect(Math.hypot(x[a] - x[b], y[a] - y[b]), `${a} and ${b}`).toBeGreaterThan(radius)
      }
    }
  })

  it('finds each peer where it stands, and nobody far from all', () => {
    const layout = LAYOUTS[name](recording, 700, 480)
    for (const host of all) expect(peerAt(layout, layout.x[host], layout.y[host])).toBe(host)
    expect(peerAt(layout, -200, -200)).toBe(null)
  })

  it('is the same for the same run', () => {
    expect(LAYOUTS[name](recordRun(SWARMS.classes), 700, 480)).toEqual(
      LAYOUTS[name](recording, 700, 480),
    )
  })
})

it('the columns have seeds on the left of all others', () => {
  const { x } = LAYOUTS.columns(recording, 700, 480)
  const [seeds, others] = [all.filter(isSeed), all.filter((host) => !isSeed(host))]
  expect(seeds.length).toBeGreaterThan(0)
  const right = Math.max(...seeds.map((host) => x[host]))
  expect(others.every((host) => x[host] > right)).toBe(true)
})

it('by exchange, two that exchange more stand nearer on average', () => {
  const { x, y } = LAYOUTS.force(recording, 800, 800)
  const { from, to, outcome } = recording.blocks
  const blocks = new Map<string, number>()
  for (let row = 0; row < from.length; row++) {
    if (outcome[row] !== OUTCOME.useful) continue
    const pair = [from[row], to[row]].sort((a, b) => a - b).join(' ')
    blocks.set(pair, (blocks.get(pair) ?? 0) + 1)
  }
  const pairs = all.flatMap((a) => all.slice(a + 1).map((b) => [a, b] as const))
  const most = pairs.toSorted(
    ([a, b], [c, d]) => (blocks.get(`${c} ${d}`) ?? 0) - (blocks.get(`${a} ${b}`) ?? 0),
  )
  const mean = (some: typeof pairs) =>
    some.reduce((sum, [a, b]) => sum + Math.hypot(x[a] - x[b], y[a] - y[b]), 0) / some.length
  const tenth = Math.floor(pairs.length / 10)
  expect(mean(most.slice(0, tenth))).toBeLessThan(0.75 * mean(most.slice(-tenth)))
})
