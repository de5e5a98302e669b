import { expect, it } from 'vitest'
import { entryNamed } from '../../../src/lab/tournament/entry.js'

it('chokers, pickers and behaviours may enter, each as it is by default', () => {
  expect(entryNamed('tit-for-tat').plays).toEqual({ choker: 'tit-for-tat' })
  expect(entryNamed('none').plays).toEqual({ choker: 'none', seedChoker: 'none' })
  expect(entryNamed('in-order').plays).toEqual({ picker: 'in-order' })
  const sybil = { behaviour: 'sybil', behaviourSettings: { identities: 5 } }
  expect(entryNamed('sybil').plays).toEqual(sybil)
})

it('a name that nothing has is refused with the nearest', () => {
  expect(() => entryNamed('coluder')).toThrow(/a behaviour.*"coluder".*colluder/)
})
