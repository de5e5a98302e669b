import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { type Tuning, tuned } from '../../peer/make-peer.js'
import { LinkTable } from '../link-table.js'

const make = (choker: string, tuning: Tuning) =>
  CHOKERS[choker].make(tuned(tuning), new Random('seed', 'choke'))

/** Returns takers that gave us nothing. */
const idle = () => new LinkTable(Array.from({ length: 6 }, () => ({ interested: true, rate: 0 })))

describe('optimistic unchokes', () => {
  const welcoming = ['tit-for-tat', 'by-rate', 'block-tit-for-tat', 'prop-share', 'anti-leech']

  it.each(welcoming)('are given with their reason: %s', (choker) => {
    const table = idle()
    table.round(make(choker, { slots: 4, optimisticSlots: 1 }))
    expect(table.reasons).toContain('optimistic')
  })

  it.each(welcoming)('are never given if the settings allow none: %s', (choker) => {
    const table = idle()
    const none = make(choker, { slots: 4, optimisticSlots: 0 })
    for (let round = 0; round < 5; round++) table.round(none)
    expect(table.reasons).not.toContain('optimistic')
  })
})
