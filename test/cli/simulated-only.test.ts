import { describe, expect, it } from 'vitest'
import { refuseSimulatedOnly } from '../../src/cli/simulated-only.js'
import { UsageError } from '../../src/cli/usage-error.js'
import { loadScenario } from '../../src/lab/scenario-file.js'

const scenario = (picker: string) =>
  loadScenario('streaming', { set: [`groups.viewers.picker=${picker}`] })

describe('real sockets', () => {
  it('refuse a picker that knows what only the simulation can tell, and name its group', () => {
    const oracle = scenario('global-rarest-oracle')
    expect(() => refuseSimulatedOnly(oracle)).toThrow(UsageError)
    expect(() => refuseSimulatedOnly(oracle)).toThrow(
      /: groups\.viewers\.picker: expected .* sockets/,
    )
  })

  it('refuse a cheat that needs names or addresses of its own', () => {
    const cheats = (conduct: string) =>
      loadScenario('streaming', { set: [`groups.viewers.conduct=${conduct}`] })
    expect(() => refuseSimulatedOnly(cheats('sybil'))).toThrow(
      /: groups\.viewers\.conduct: expected .* sockets, found "sybil"/,
    )
    expect(() => refuseSimulatedOnly(cheats('have-liar'))).not.toThrow()
  })

  it('take any other', () => expect(() => refuseSimulatedOnly(scenario('random'))).not.toThrow())
})
