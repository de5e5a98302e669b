import { describe, expect, it } from 'vitest'
import { metricTitle, parameterTitle } from '../../../src/lab/sweep/axis-title.js'
import { metricPaths } from '../../../src/lab/sweep/metric-path.js'

describe('the title of an axis', () => {
  it.each([
    ['lastFinishSeconds', 'Last finish (s)'],
    ['meanSeconds', 'Mean download (s)'],
    ['duplicateShare', 'Duplicate (share)'],
    ['controlBytes', 'Control (bytes)'],
    ['classes.peers.meanSeconds', 'Mean download (s), peers'],
  ])('for the metric %s is %s', (metric, title) => expect(metricTitle(metric)).toBe(title))

  it.each([
    ['groups.peers.count', 'Number of peers'],
    ['groups.peers.seedChoker', 'Seed choker of peers'],
    ['torrent.pieceLength', 'Torrent piece length'],
    ['model', 'Model'],
  ])('for the parameter %s is %s', (path, title) => expect(parameterTitle(path)).toBe(title))

  it('is another for every metric, and in words', () => {
    const titles = metricPaths(['peers']).map(metricTitle)
    expect(new Set(titles).size).toBe(titles.length)
    for (const title of titles) expect(title).not.toMatch(/[a-z][A-Z]/)
  })
})
