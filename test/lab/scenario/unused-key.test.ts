import { describe, expect, it } from 'vitest'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { sampleDocument } from './scenario-sample.js'

const HINT = '"pipeline.idleLinks" does nothing without "mode": "spread" in the same pipeline'
const begin = { pipeline: { idleLinks: 'begin' } }
const spread = { pipeline: { mode: 'spread', idleLinks: 'begin' } }

describe('a key of the pipeline that only the mode "spread" reads', () => {
  it.each([
    ['in a group without that mode', sampleDocument({}, begin), [HINT]],
    ['in `peer` without that mode', sampleDocument({ peer: begin }), [HINT]],
    ['in a group with that mode', sampleDocument({}, spread), []],
    ['in `peer` with that mode in one group', sampleDocument({ peer: begin }, spread), []],
    ['in a group that has the mode from `peer`', sampleDocument({ peer: spread }, begin), []],
  ])('gives a hint only where no peer reads it: %s', (_, document, hints) => {
    const { hints: found, scenario } = expandScenario(document)
    expect(found).toEqual(hints)
    // A scenario that is written out in full gives every key, used or not.
    expect(expandScenario(scenario).hints).toEqual([])
  })
})
