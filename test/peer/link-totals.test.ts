import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LinkFlag } from '../../src/peer/link-flags.js'
import { Links } from '../../src/peer/links.js'
import { PeerColumns, UPLOADED } from '../../src/peer/peer-columns.js'
import { history } from '../base/histories.js'
import { FOUR_BY_FOUR } from './make-peer.js'

const STEPS = 3
const SETTINGS = { maxLinks: 4, rechokeSeconds: 10, rateWindowSeconds: 30 }

function room() {
  const columns = new PeerColumns(2, 8, FOUR_BY_FOUR, STEPS)
  return { columns, links: new Links(columns, 1, 3, SETTINGS) }
}

const acts = history(
  fc.record({ what: fc.constantFrom('from', 'to', 'roll', 'renew'), bytes: fc.nat(99999) }),
  60,
)

it('a link counts its bytes since it opened, whether or not the rate window has rolled', () => {
  fc.assert(
    fc.property(acts, (done) => {
      const { links } = room()
      links.take(0, 5)
      const link = links.take(0, 5)
      let [received, sent] = [0, 0]
      for (const { what, bytes } of done) {
        if (what === 'roll') links.roll()
        else if (what === 'from') {
          links.received(link, bytes)
          received += bytes
        } else if (what === 'to') {
          links.sent(link, bytes)
          sent += bytes
        } else {
          links.release(9, link)
          expect(links.take(9, 5)).toBe(link)
          received = 0
          sent = 0
        }
        expect([links.receivedBytes(link), links.sentBytes(link)]).toEqual([received, sent])
        expect(links.receivedBytes(links.first)).toBe(0)
      }
    }),
  )
})

it('a link unchokes us once it is open and has sent an unchoke', () => {
  const { columns, links } = room()
  expect(links.unchokesUs(3)).toBe(false)
  const link = links.take(0, 5)
  columns.flags[link] |= LinkFlag.Open
  expect(links.unchokesUs(link)).toBe(false)
  columns.flags[link] = LinkFlag.Open
  expect(links.unchokesUs(link)).toBe(true)
})

it('total uploaded bytes are the peer’s own counter', () => {
  const { columns, links } = room()
  columns.stats[UPLOADED] = 5
  columns.stats[8 + UPLOADED] = 7
  expect(links.uploadedBytes).toBe(7)
})
