import { describe, expect, it } from 'vitest'
import { refuseOracles } from '../../src/cli/oracle.js'
import { UsageError } from '../../src/cli/usage-error.js'
import { loadScenario } from '../../src/lab/scenario-file.js'

const scenario = (picker: string) =>
  loadScenario('streaming', { set: [`groups.viewers.picker=${picker}`] })

describe('real sockets', () => {
  it('refuse a picker that knows what only the simulation can tell, and name its group', () => {
    const oracle = scenario('global-rarest-oracle')
    expect(() => refuseOracles(oracle)).toThrow(UsageError)
    expect(() => refuseOracles(oracle)).toThrow(/: groups\.viewers\.picker: expected .* sockets/)
  })

  it('take any other', () => expect(() => refuseOracles(scenario('random'))).not.toThrow())
})
