import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shippedScenarios } from '../../src/machine/input/scenario-file.js'
import { goldenHash } from './swarm-sample.js'

const golden: Record<string, string> = JSON.parse(
  readFileSync(new URL('golden.json', import.meta.url), 'utf8'),
)

const names = shippedScenarios().map(({ name }) => name)

const advice =
  'every message of a peer counts: a change here is a change of behaviour, to be reviewed. ' +
  'If it is meant, run "npx tsx test/sim/update-golden.ts" and commit golden.json with it'

describe('the first 200,000 events', () => {
  it('are recorded for every shipped scenario', () =>
    expect(Object.keys(golden).sort(), advice).toEqual([...names].sort()))

  it.each(names)('of %s match the record', (name) =>
    expect(goldenHash(name), `${name}: ${advice}`).toBe(golden[name]),
  )
})
