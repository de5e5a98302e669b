import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable } from '../link-table.js'

/** Chokers that serve at most `slots` links. */
const WITH_SLOTS = [
  ...['tit-for-tat', 'seed-fastest', 'seed-rotating', 'random', 'block-tit-for-tat'],
  ...['anti-leech', 'first-come', 'by-rate', 'none'],
]

// A new seed has another choker, and links that were unchoked although they were not interested.
describe('a choker that takes over more unchoked links than it has slots', () => {
  it.each(WITH_SLOTS.flatMap((name) => [true, false].map((timed) => [name, timed] as const)))(
    '%s keeps to its slots (timed: %s)',
    (name, timed) => {
      const table = new LinkTable(
        Array.from({ length: 9 }, (_, row) => ({
          interested: true,
          unchoked: true,
          openedAt: row,
        })),
      )
      const choker = CHOKERS[name].make(tuned({ slots: 4 }), new Random('seed', 'choke'))
      expect(table.rechoke(choker, timed).length).toBeLessThanOrEqual(4)
    },
  )
})

it('a first-come choker keeps those links that opened first', () => {
  const opened = [5, 1, 4, 2, 3].map((openedAt) => ({ interested: true, unchoked: true, openedAt }))
  const table = new LinkTable(opened)
  const choker = CHOKERS['first-come'].make(tuned({ slots: 2 }), new Random('seed', 'choke'))
  expect(table.rechoke(choker, false)).toEqual([1, 3])
})
