import { expect, it } from 'vitest'
import { metricTitle, parameterTitle } from '../../../src/lab/summary/axis-title.js'
import { metricPaths } from '../../../src/lab/sweep/metric-path.js'

it.each([
  ['groups.leechers.count', 'number of leechers'],
  ['groups.origin.access.up', 'uplink of origin'],
  ['groups.free-riders.behaviour', 'behaviour of free-riders'],
  ['groups.leechers.picker', 'piece picker of leechers'],
  ['groups.a.randomFirstPieces', 'random first pieces of a'],
  ['groups.a.leave.linger', 'leave, linger of a'],
  ['peer.dialLinks', 'links dialled a peer'],
  ['peer.rechokeSeconds', 'rechoke seconds'],
  ['torrent.size', 'size of the torrent'],
  ['network.slowStart', 'network, slow start'],
  ['model', 'model'],
])('the parameter %s is called "%s"', (path, title) => expect(parameterTitle(path)).toBe(title))

it.each([
  ['meanSeconds', 'mean time to download (s)'],
  ['classes.free-riders.meanSeconds', 'mean time to download (s), free-riders'],
  ['endSeconds', 'end (s)'],
  ['classes.a.fromSeedsShare', 'from seeds share, a'],
  ['duplicateBytes', 'duplicate (bytes)'],
])('the metric %s is called "%s"', (metric, title) => expect(metricTitle(metric)).toBe(title))

it('tells all metrics apart, in words', () => {
  const paths = metricPaths(['a', 'b'])
  const titles = paths.map(metricTitle)
  expect(new Set(titles).size).toBe(paths.length)
  for (const title of titles) expect(title).not.toMatch(/[a-z][A-Z]/)
})
