import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random.js'
import { CHOKERS, PICKERS } from '../../src/policy/catalogue.js'
import { tuned } from '../peer/make-peer.js'
import { LinkTable } from './link-table.js'

const rows = [
  { interested: true },
  { rate: 9 },
  { interested: true, snubbed: true },
  { open: false },
  { interested: true, rate: 3 },
]

it('an altruist unchokes everybody who is interested', () => {
  const table = new LinkTable(rows)
  expect(table.round(CHOKERS['unchoke-all'].make(tuned(), new Random('', '')))).toEqual([0, 2, 4])
  expect(table.reasons).toEqual(['everybody', 'everybody', 'everybody', undefined, 'everybody'])
})

it('a free rider unchokes nobody', () => {
  const table = new LinkTable(rows)
  expect(table.round(CHOKERS['none'].make(tuned(), new Random('', '')))).toEqual([])
  expect(table.reasons).toEqual(['nobody', 'nobody', 'nobody', undefined, 'nobody'])
})

describe('the catalogue', () => {
  it.each(Object.entries({ ...CHOKERS, ...PICKERS }))('tells of %s what it is', (name, entry) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(entry.about.length).toBeGreaterThan(10)
    expect(entry.source.length).toBeGreaterThan(4)
  })
})
