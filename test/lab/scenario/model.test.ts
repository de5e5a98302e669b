import { describe, expect, it } from 'vitest'
import { ScenarioError } from '../../../src/lab/scenario/error.js'
import { expandScenario, parseScenario } from '../../../src/lab/scenario/scenario.js'

const groups = { origin: { holds: 'all' }, peers: { count: 20 } }
const torrent = { size: '1 MiB', pieceLength: '64 KiB' }
const document = (more: object) => ({ version: 1, name: 'sample', torrent, groups, ...more })
const modelOf = (more: object) => expandScenario(document(more)).settings.model

/** What is said to be wrong, a line each, without its place in the text. */
function faults(more: object): string[] {
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

describe('a model', () => {
  it('is a swarm if nothing is said, and then the expanded scenario says nothing either', () => {
    expect(modelOf({})).toMatchObject({ kind: 'swarm', origin: null, nodes: null })
    expect(expandScenario(document({})).scenario).not.toHaveProperty('model')
  })

  it('is known by its name, with what is standard', () =>
    expect(modelOf({ model: 'tree' })).toMatchObject({ kind: 'tree', degree: 2, heals: true }))

  it('can have others in place of its nodes, under names or not', () => {
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
  ])('%j is the same when it is read from the expanded scenario', (model) => {
    const { settings, scenario } = expandScenario(document({ model }))
    expect(expandScenario(scenario).settings).toEqual(settings)
  })
})

describe('what no model can be', () => {
  it.each([
    [{ model: 'chian' }, 'model: expected a model, found "chian"; did you mean "chain"?'],
    [
      { model: { kind: 'tree', degree: 0 } },
      'model.degree: expected a whole number from 1 to 10000, found 0',
    ],
    [
      { model: 'a', models: { a: { kind: 'chain', nodes: 'a' } } },
      'models.a.nodes: expected a model that is not within itself, found a in a',
    ],
    [
      { model: { kind: 'chain', members: 3 } },
      'model.members: expected no members: the model at the top has all peers, found some',
    ],
    [
      { model: { kind: 'gossip', nodes: 'chain' } },
      'model.nodes: expected nothing in place of a peer: who is found by gossip has no place; ' +
        'say "swarm", in which each peer then has one, found "chain"',
    ],
    [
      { model: { kind: 'tree', leaves: { kind: 'chain', origin: 'gossip' } } },
      'model.leaves.origin: expected a model that gives everybody a place, e.g. "swarm": within ' +
        'another model nobody has to be found, which is all that gossip does, found "gossip"',
    ],
    [
      {
        model: { kind: 'hash-ring', nodes: 'chain' },
        groups: { ...groups, origin: { holds: 'all', count: 2 } },
      },
      'groups.origin.count: expected one peer that holds all, for a hash-ring with models in ' +
        'place of its nodes has one origin (or a model in its place), found 2',
    ],
    [
      { model: 'chain', groups: { ...groups, second: { holds: 'all' } } },
      'groups.second.holds: expected one peer that holds all, for a chain has one origin ' +
        '(or a model in its place), found 2',
    ],
  ])('%j is refused, with its path', (more, message) => expect(faults(more)).toEqual([message]))

  it('is a circle of several: said where it closes', () => {
    const models = { a: { kind: 'chain', nodes: 'b' }, b: { kind: 'tree', leaves: 'a' } }
    expect(faults({ model: 'a', models })).toEqual([
      'models.a.nodes: expected a model that is not within itself, found b in a in b',
      'models.b.leaves: expected a model that is not within itself, found a in b in a',
    ])
  })

  it('is one too deep to be drawn up', () => {
    const name = (i: number) => `m${i}`
    const models = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        name(i),
        { kind: 'chain', ...(i < 39 ? { origin: name(i + 1), nodes: name(i + 1) } : {}) },
      ]),
    )
    expect(faults({ model: name(0), models }).join()).toContain('at most 5 models within')
  })
})

describe('several origins', () => {
  const two = { ...groups, origin: { holds: 'all', count: 2 } }

  it('are fine in a mesh, and as a model in place of the one', () => {
    expect(faults({ model: 'mesh', groups: two })).toEqual([])
    const origin = { kind: 'mesh', members: 2 }
    expect(faults({ model: { kind: 'client-server', origin }, groups: two })).toEqual([])
  })
})
