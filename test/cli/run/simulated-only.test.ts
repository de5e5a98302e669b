import { describe, expect, it } from 'vitest'
import { refuseSimulatedOnly } from '../../../src/cli/run/simulated-only.js'
import { UsageError } from '../../../src/cli/usage-error.js'
import { loadScenario } from '../../../src/machine/input/scenario-file.js'

const scenario = (picker: string) =>
  loadScenario('streaming', { set: [`groups.viewers.picker=${picker}`] })

describe('real sockets', () => {
  it('refuse an oracle picker, and name its group', () => {
    const oracle = scenario('global-rarest-oracle')
    expect(() => refuseSimulatedOnly(oracle)).toThrow(UsageError)
    expect(() => refuseSimulatedOnly(oracle)).toThrow(
      /: groups\.viewers\.picker: expected .* sockets/,
    )
  })

  it('refuse a behaviour that needs several names or addresses', () => {
    const withBehaviour = (behaviour: string) =>
      loadScenario('streaming', { set: [`groups.viewers.behaviour=${behaviour}`] })
    expect(() => refuseSimulatedOnly(withBehaviour('sybil'))).toThrow(
      /: groups\.viewers\.behaviour: expected .* sockets, found "sybil"/,
    )
    expect(() => refuseSimulatedOnly(withBehaviour('have-liar'))).not.toThrow()
  })

  it('refuse any model but the swarm', () => {
    const chain = loadScenario('flashcrowd', { set: ['model=chain'] })
    expect(() => refuseSimulatedOnly(chain)).toThrow(/: model: expected "swarm" .*, found "chain"/)
  })

  it('accept other pickers', () =>
    expect(() => refuseSimulatedOnly(scenario('random'))).not.toThrow())
})
