import { expect, it } from 'vitest'
import { entryNamed } from '../../../src/lab/tournament/entry.js'

it('chokers, pickers and behaviours can enter with default settings', () => {
  expect(entryNamed('tit-for-tat').plays).toEqual({ choker: 'tit-for-tat' })
  expect(entryNamed('none').plays).toEqual({ choker: 'none', seedChoker: 'none' })
  expect(entryNamed('in-order').plays).toEqual({ picker: 'in-order' })
  const sybil = { behaviour: 'sybil', behaviourSettings: { identities: 5 } }
  expect(entryNamed('sybil').plays).toEqual(sybil)
})

it('an unknown entry is refused with the nearest name', () => {
  expect(() => entryNamed('coluder')).toThrow(/a behaviour.*"coluder".*colluder/)
})
