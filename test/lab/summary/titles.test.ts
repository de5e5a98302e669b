import { expect, it } from 'vitest'
import {
  currentMetricPath,
  metricPaths,
  metricTitle,
} from '../../../src/lab/summary/metric-path.js'
import { METRIC_SPECS } from '../../../src/lab/summary/metric-specs.js'
import { parameterTitle } from '../../../src/lab/summary/parameter-title.js'

it.each([
  ['groups.leechers.count', 'number of leechers'],
  ['groups.origin.access.up', 'uplink of origin'],
  ['groups.free-riders.behaviour', 'behaviour of free-riders'],
  ['groups.leechers.picker', 'piece picker of leechers'],
  ['groups.a.randomFirstPieces', 'random first pieces of a'],
  ['groups.a.leave.linger', 'leave, linger of a'],
  ['peer.dialLinks', 'links dialled per peer'],
  ['peer.rechokeSeconds', 'rechoke seconds'],
  ['torrent.size', 'torrent size'],
  ['network.slowStart', 'network, slow start'],
  ['model', 'model'],
])('the parameter %s has the title "%s"', (path, title) => expect(parameterTitle(path)).toBe(title))

it.each([
  ['meanSeconds', 'Mean download time (s)'],
  ['free-riders.meanSeconds', 'Mean download time (s), free-riders'],
  ['endSeconds', 'Simulated time (s)'],
  ['a.fromSeedsShare', 'Payload received from seeds (share), a'],
  ['duplicateBytes', 'Duplicate payload (bytes)'],
])('the metric %s has the title "%s"', (metric, title) => expect(metricTitle(metric)).toBe(title))

it('metric titles are unique and in plain words', () => {
  const paths = metricPaths(['a', 'b'])
  const titles = paths.map(metricTitle)
  expect(new Set(titles).size).toBe(paths.length)
  for (const title of titles) expect(title).not.toMatch(/[a-z][A-Z]/)
})

it('metric keys are unique', () => {
  const keys = METRIC_SPECS.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

it.each([
  ['classes.slow.meanSeconds', 'slow.meanSeconds'],
  ['classes.meanSeconds', 'classes.meanSeconds'],
  ['meanSeconds', 'meanSeconds'],
])('the metric path %s of an earlier version is now %s', (old, path) =>
  expect(currentMetricPath(old)).toBe(path),
)
