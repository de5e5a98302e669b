import { describe, expect, it } from 'vitest'
import { loadScenario, shippedScenarios } from '../../../src/machine/input/scenario-file.js'
import { BEHAVIOURS } from '../../../src/policy/behaviours.js'
import { CHOKERS, PICKERS } from '../../../src/policy/catalogue.js'
import { SUPER_SEEDINGS } from '../../../src/policy/super-seedings.js'
import type { GroupSettings } from '../../../src/sim/settings.js'

/** The groups of the shipped swarms. Other models choose the chokers themselves. */
const groups = shippedScenarios()
  .map(({ file }) => loadScenario(file).settings)
  .filter(({ model }) => model.kind === 'swarm')
  .flatMap((settings) => settings.groups)

function everyHas(names: object, has: (group: GroupSettings, name: string) => boolean): void {
  const missing = Object.keys(names).filter((name) => !groups.some((group) => has(group, name)))
  expect(missing).toEqual([])
}

describe('the shipped scenarios cover', () => {
  it('every choker, those for seeds among seeds', () =>
    everyHas(CHOKERS, ({ choker, seedChoker, holds }, name) =>
      holds.kind === 'all' ? seedChoker === name : choker === name,
    ))

  it('every piece picker', () => everyHas(PICKERS, ({ picker }, name) => picker === name))

  it('every behaviour', () => everyHas(BEHAVIOURS, ({ behaviour }, name) => behaviour === name))

  it('every mode of super-seeding', () =>
    everyHas(SUPER_SEEDINGS, ({ peer }, name) => peer.superSeeding === name))

  it('each mechanism switched off alone', () => {
    const off = {
      strictPriority: ({ peer }: GroupSettings) => !peer.strictPriority,
      endgame: ({ peer }: GroupSettings) => peer.endgame.scope === 'off',
      randomFirstPieces: ({ peer }: GroupSettings) => peer.randomFirstPieces === 0,
    }
    for (const [name, isOff] of Object.entries(off)) {
      const alone = groups.filter(
        (group) => Object.values(off).filter((f) => f(group)).length === 1,
      )
      expect(alone.some(isOff), name).toBe(true)
    }
  })

  it('large-view free riders, altruists and peers that leave at 95 %', () => {
    expect(groups.some((one) => one.choker === 'none' && one.peer.dialLinks >= 200)).toBe(true)
    expect(groups.some((one) => one.choker === 'unchoke-all')).toBe(true)
    expect(groups.some(({ leaving }) => JSON.stringify(leaving).includes('0.95'))).toBe(true)
  })
})
