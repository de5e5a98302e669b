import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../../src/lab/fuzz/check-run.js'
import { runFuzzTask } from '../../../src/lab/fuzz/fuzz-task.js'
import { type Document, randomScenario } from '../../../src/lab/fuzz/random-scenario.js'
import { shrink } from '../../../src/lab/fuzz/shrink.js'
import type { EventDocument } from '../../../src/lab/scenario/event.js'
import type { JsonSchema } from '../../../src/lab/scenario/json-schema.js'
import { expandScenario, scenarioSchema } from '../../../src/lab/scenario/scenario.js'
import type { Choker, RechokeRound } from '../../../src/peer/policy.js'
import { registerChoker } from '../../../src/policy/catalogue.js'
import { allKeys } from '../../docs/json-schema.js'

/** Keys that no random scenario has: files and texts, and those that only batches of runs read. */
const LEFT_OUT = [
  ...['$schema', 'title', 'about', 'replications', 'torrent.file'],
  ...['groups.*.arrive.file'],
]

/** The same path for a model wherever it stands: by name, at the top or in place of a peer. */
function plain(path: string): string {
  return path.replace(/^models\.\*/, 'model').replaceAll(/\.(?:origin|nodes|leaves)(?=\.)/g, '')
}

/** Returns the path of every key of the language; nested models are not listed again. */
function keysOf(schema: JsonSchema): string[] {
  const [model] = Object.keys(schema.definitions ?? {})
  return allKeys(schema).map(({ path }) =>
    path
      .replace(/^\./, '')
      .replaceAll('[]', '.*')
      .replace(new RegExp(`^${model}`), 'model'),
  )
}

/** Adds the path of every key of a document, with `*` for names of groups and models. */
function addKeys(value: unknown, path: string, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const isName = Array.isArray(value) || path === 'groups' || path === 'models'
    const below = isName ? `${path}.*` : path === '' ? key : `${path}.${key}`
    found.add(plain(below))
    addKeys(inner, below, found)
  }
}

describe('random scenarios', () => {
  it('pass every check of scenarios and repeat with their seed', () => {
    for (let index = 0; index < 60; index++) {
      const document = randomScenario('checked', index)
      expect(() => expandScenario(document)).not.toThrow()
      expect(randomScenario('checked', index)).toEqual(document)
    }
  })

  it('have events of the same hosts that are close to an outage', () => {
    let close = 0
    for (let index = 0; index < 200; index++) {
      const events = (randomScenario('clusters', index)['events'] ?? []) as EventDocument[]
      const outage = events.find((event) => event.do === 'flap-node')
      if (outage?.do !== 'flap-node' || typeof outage.at !== 'number') continue
      const { node, at, for: seconds } = outage
      const ends = [at, at + Number(seconds)]
      const isClose = (event: EventDocument) =>
        event !== outage &&
        ends.some((end) => Math.abs(Number(event.at) - end) <= 10) &&
        (!('node' in event) || event.node === node)
      if (events.some(isClose)) close++
    }
    expect(close).toBeGreaterThan(20)
  })

  it('use every key of the language', () => {
    const used = new Set<string>()
    for (let index = 0; index < 1500; index++) addKeys(randomScenario('keys', index), '', used)
    const all = new Set(keysOf(scenarioSchema() as JsonSchema).map(plain))
    const missing = [...all].filter((key) => !used.has(key) && !LEFT_OUT.includes(key))
    expect(missing).toEqual([])
  })
})

/** Unchokes everybody, whatever `slots` says. */
class Spendthrift implements Choker {
  rechoke({ links, unchoked }: RechokeRound): void {
    for (let link = links.first; link < links.end; link++) unchoked[link] = links.open[link]
  }
}

/** A choker that breaks its promise, as a plug-in would. */
function withSpendthrift<T>(work: () => T): T {
  const remove = registerChoker('spendthrift', {
    about: 'breaks its promise',
    source: 'a test',
    plugin: { file: 'spendthrift.ts', sha256: '' },
    make: () => new Spendthrift(),
  })
  try {
    return work()
  } finally {
    remove()
  }
}

/** Returns the first of many random scenarios that breaks a rule. */
function firstThatBreaks(rule: string): Document {
  for (let index = 0; ; index++) {
    const { document, faults } = runFuzzTask({ kind: 'check', seed: 'planted', index })
    if (faults.some((fault) => fault.rule === rule)) return document
  }
}

describe('a planted fault', () => {
  it('is found, shrunk to a small scenario, and found again in that', () => {
    withSpendthrift(() => {
      const found = firstThatBreaks('slots')
      const task = { kind: 'shrink', document: found, rule: 'slots' } as const
      const { document, faults } = runFuzzTask(task)
      expect(JSON.stringify(document).length).toBeLessThan(400)
      expect(JSON.stringify(document)).toContain('spendthrift')
      expect(checkScenario(document).faults).toEqual(faults)
      expect(faults.map(({ rule }) => rule)).toContain('slots')
    })
  })

  it('that is an exception is named by its message without numbers', () => {
    const remove = registerChoker('thrower', {
      about: 'fails',
      source: 'a test',
      plugin: { file: 'thrower.ts', sha256: '' },
      make: () => ({
        rechoke({ now }) {
          throw new Error(`no decision at ${now} s`)
        },
      }),
    })
    try {
      const document = firstThatBreaks('exception: no decision at N s')
      const [{ what }] = checkScenario(document).faults
      expect(what).toMatch(/no decision at \d/)
    } finally {
      remove()
    }
  })
})

it('shrinking ends at a document of which no part can be left out', () => {
  const holds = (document: Document) =>
    Number(document['size']) >= 5 && Object.hasOwn((document['groups'] as object) ?? {}, 'b')
  const groups = { a: { count: 7 }, b: { count: 9, slots: 4 } }
  const large = { version: 1, name: 'x', size: 80, groups, events: [{ at: 3 }, { at: 4 }] }
  expect(shrink(large, holds, 1000)).toEqual({ version: 1, name: 'x', size: 5, groups: { b: {} } })
})
