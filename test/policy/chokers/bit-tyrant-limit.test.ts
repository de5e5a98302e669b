import { expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable } from '../link-table.js'

/** Bytes sent per round of 10 s: a capacity of 40,000 bytes/s. */
const ROUND_BYTES = 400_000

it.each([0.25, 0.5, 1])('BitTyrant withholds %d of the excess, to a byte', (withheld) => {
  const settings = tuned({ slots: 4 })
  const choker = CHOKERS['bit-tyrant'].make(settings, new Random('', ''), { withheld })
  // Two peers reciprocate: their costs fall, and leave ever more of the capacity over.
  const row = { interested: true, unchokesUs: true, rate: 9000 }
  const table = new LinkTable([row, row])
  for (let round = 1; round <= 12; round++) {
    const { sent } = table.row(0)
    table.round(choker)
    // A turn takes as long as the inverse of the share, which is the cost.
    const due = choker.shares!.due(0)
    choker.shares!.tookTurn(0)
    const cost = 1 / (choker.shares!.due(0) - due)
    const spent = 2 * cost
    const each = cost * (1 + ((1 - withheld) * (40_000 - spent)) / spent) * 10
    if (round > 8) {
      const link = table.first
      table.set(0, { sent: sent + each - 0.01 })
      expect(choker.maySend!(table, link)).toBe(true)
      table.set(0, { sent: sent + each + 0.01 })
      expect(choker.maySend!(table, link)).toBe(false)
      table.set(0, { sent })
    }
    for (const one of [0, 1]) table.send(one, ROUND_BYTES / 2)
  }
})
