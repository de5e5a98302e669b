import { describe, expect, it } from 'vitest'
import {
  expandScenario,
  parseScenario,
  type ScenarioOptions,
} from '../../../src/lab/scenario/scenario.js'
import { refused, sampleDocument } from './scenario-sample.js'

const HINT = 'the key "conduct" is now called "behaviour"; the old name still works'

const sybil = { name: 'sybil', identities: 3 }

/** Parses a document and returns the behaviours of its leechers and the hints. */
function parsed(document: object, options: ScenarioOptions = {}) {
  const { settings, hints } = parseScenario(JSON.stringify(document), 'x.json', options)
  const { behaviour, behaviourSettings } = settings.groups[1]
  return { behaviour, behaviourSettings, hints }
}

describe('the old key `conduct`', () => {
  const expected = {
    behaviour: 'sybil',
    behaviourSettings: { identities: 3 },
    hints: [HINT],
  }

  it('means `behaviour` in a group, with one hint', () =>
    expect(parsed(sampleDocument({}, { conduct: sybil }))).toEqual(expected))

  it('means `behaviour` in `peer`, with one hint for all places', () => {
    expect(parsed(sampleDocument({ peer: { conduct: sybil } }))).toEqual(expected)
    const both = sampleDocument({ peer: { conduct: 'honest' } }, { conduct: sybil })
    expect(parsed(both)).toEqual(expected)
  })

  it.each([
    ['groups.leechers.conduct={"name":"sybil","identities":3}', {}],
    ['groups.leechers.conduct.identities=3', { behaviour: 'sybil' }],
    ['groups.leechers.conduct.identities=3', { conduct: 'sybil' }],
    ['groups.leechers.behaviour.identities=3', { conduct: 'sybil' }],
    ['peer.conduct={"name":"sybil","identities":3}', {}],
    ['peer={"conduct":{"name":"sybil","identities":3}}', {}],
    ['groups.leechers={"conduct":{"name":"sybil","identities":3}}', {}],
  ])('means `behaviour` on the command line: --set %s over %j', (set, leechers) =>
    expect(parsed(sampleDocument({}, leechers), { set: [set] })).toEqual(expected),
  )

  it('means `behaviour` in a stored manifest, whose expanded scenario has the new key', () => {
    const { scenario, hints } = expandScenario(sampleDocument({}, { conduct: sybil }))
    expect(hints).toEqual([HINT])
    expect(scenario).toHaveProperty('groups.leechers.behaviour', sybil)
    expect(expandScenario(scenario).hints).toEqual([])
  })

  it.each([
    [sampleDocument({}, { conduct: 'sybil', behaviour: 'sybil' }), 'groups.leechers'],
    [sampleDocument({ peer: { conduct: 'sybil', behaviour: 'sybil' } }), 'peer'],
  ])('is refused together with `behaviour` (%#)', (document, path) =>
    expect(refused(() => expandScenario(document)).message).toMatch(
      `${path}.conduct: expected "behaviour" alone, as "conduct" is its old name, found both`,
    ),
  )

  it('keeps its place in the text for errors in its value', () => {
    const text = JSON.stringify(sampleDocument({}, { conduct: 'sibyl' }), null, 2)
    expect(refused(() => parseScenario(text, 'x.json')).message).toBe(
      'x.json:14:18 groups.leechers.behaviour: expected a behaviour, e.g. "honest" or {"name": ' +
        '"sybil", "identities": 5}, found "sibyl"; did you mean "sybil"?',
    )
  })

  it('is unknown elsewhere', () =>
    expect(() => expandScenario(sampleDocument({ conduct: 'sybil' }))).toThrow('a known key'))
})
