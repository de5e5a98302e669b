import { describe, expect, it } from 'vitest'
import { ScenarioError } from '../../../src/lab/scenario/error.js'
import { expandScenario, parseScenario } from '../../../src/lab/scenario/scenario.js'

const groups = { origin: { holds: 'all' }, peers: { count: 20 } }
const torrent = { size: '1 MiB', pieceLength: '64 KiB' }
const document = (more: object) => ({ version: 1, name: 'sample', torrent, groups, ...more })
const modelOf = (more: object) => expandScenario(document(more)).settings.model

/** The issues of a document, a line each, without places in the text. */
function issuesOf(more: object): string[] {
  try {
    parseScenario(JSON.stringify(document(more)), 'x.json')
  } catch (error) {
    if (error instanceof ScenarioError) {
      return error.message.split('\n').map((line) => line.replace(/^x\.json:\d+:\d+ /, ''))
    }
    throw error
  }
  return []
}

describe('the key `model`', () => {
  it('defaults to a swarm, which the expanded scenario leaves out', () => {
    expect(modelOf({})).toMatchObject({ kind: 'swarm', origin: null, nodes: null })
    expect(expandScenario(document({})).scenario).not.toHaveProperty('model')
  })

  it('may be the name of a kind, with default settings', () =>
    expect(modelOf({ model: 'tree' })).toMatchObject({ kind: 'tree', degree: 2, heals: true }))

  it('may have other models in place of its nodes, named or inline', () => {
    const models = { replicas: { kind: 'swarm', members: 3 } }
    const model = { kind: 'client-server', origin: 'replicas', nodes: { kind: 'chain' } }
    expect(modelOf({ model, models })).toMatchObject({
      origin: { kind: 'swarm', members: 3 },
      nodes: { kind: 'chain', members: 10 },
    })
  })

  it.each([
    'chain',
    { kind: 'ring', bothWays: true, heals: false },
    { kind: 'tree', degree: 3, leaves: { kind: 'mesh', members: 4, links: 2 } },
    { kind: 'client-server', atATime: 2, origin: { kind: 'swarm', nodes: 'chain' } },
  ])('is the same when read from the expanded scenario: %j', (model) => {
    const { settings, scenario } = expandScenario(document({ model }))
    expect(expandScenario(scenario).settings).toEqual(settings)
  })
})

describe('an invalid model', () => {
  it.each([
    [
      { model: 'chian' },
      'model: expected a model (see `sim list models`), found "chian"; did you mean "chain"?',
    ],
    [
      { model: { kind: 'tree', degree: 0 } },
      'model.degree: expected a whole number from 1 to 10000, found 0',
    ],
    [
      { model: 'a', models: { a: { kind: 'chain', nodes: 'a' } } },
      'models.a.nodes: expected a model that does not contain itself, found a in a',
    ],
    [
      { model: { kind: 'chain', members: 3 } },
      'model.members: expected no `members`: all peers belong to the top model, found some',
    ],
    [
      { model: { kind: 'gossip', nodes: 'chain' } },
      'model.nodes: expected no model in place of a peer, as the peers of "gossip" have no fixed ' +
        'places; use "swarm", found "chain"',
    ],
    [
      { model: { kind: 'tree', leaves: { kind: 'chain', origin: 'gossip' } } },
      'model.leaves.origin: expected a model whose peers have fixed places, e.g. "swarm", as a ' +
        'nested model needs no gossip, found "gossip"',
    ],
    [
      {
        model: { kind: 'hash-ring', nodes: 'chain' },
        groups: { ...groups, origin: { holds: 'all', count: 2 } },
      },
      'groups.origin.count: expected one peer that holds all, as a hash-ring with models in ' +
        'place of its nodes has one origin (or a model in its place), found 2',
    ],
    [
      { model: 'chain', groups: { ...groups, second: { holds: 'all' } } },
      'groups.second.holds: expected one peer that holds all, as a chain has one origin ' +
        '(or a model in its place), found 2',
    ],
  ])('is refused with its path: %j', (more, message) => expect(issuesOf(more)).toEqual([message]))

  it('is reported at each place where a cycle of models closes', () => {
    const models = { a: { kind: 'chain', nodes: 'b' }, b: { kind: 'tree', leaves: 'a' } }
    expect(issuesOf({ model: 'a', models })).toEqual([
      'models.a.nodes: expected a model that does not contain itself, found b in a in b',
      'models.b.leaves: expected a model that does not contain itself, found a in b in a',
    ])
  })

  it('is refused if it is nested too deeply', () => {
    const name = (i: number) => `m${i}`
    const models = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        name(i),
        { kind: 'chain', ...(i < 39 ? { origin: name(i + 1), nodes: name(i + 1) } : {}) },
      ]),
    )
    expect(issuesOf({ model: name(0), models }).join()).toContain('at most 5 models within')
  })
})

describe('several origins', () => {
  const two = { ...groups, origin: { holds: 'all', count: 2 } }

  it('are allowed in a mesh, and in a model in place of the origin', () => {
    expect(issuesOf({ model: 'mesh', groups: two })).toEqual([])
    const origin = { kind: 'mesh', members: 2 }
    expect(issuesOf({ model: { kind: 'client-server', origin }, groups: two })).toEqual([])
  })
})
