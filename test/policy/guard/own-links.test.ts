import { describe, expect, it } from 'vitest'
import { OwnLinks } from '../../../src/policy/guard/own-links.js'
import { LinkTable } from '../link-table.js'

describe('the links that a plug-in sees', () => {
  const table = new LinkTable([
    { interested: true, rate: 5, held: 3, sent: 7, received: 11, unchokesUs: true },
    { snubbed: true, openedAt: 9, unchokedAt: 4, unchokedUs: true },
  ])
  table.uploadedBytes = 13
  const own = new OwnLinks(table)

  it('are the rows of its own peer, from 0', () => {
    expect([own.first, own.end, own.capacity, own.uploadedBytes]).toEqual([0, 2, 2, 13])
    const { open, interested, snubbed, rate, openedAt, unchoked, unchokedAt } = own
    const columns = [open, interested, snubbed, rate, openedAt, unchoked, unchokedAt]
    expect(columns.map((column) => [...column])).toEqual([
      [1, 1],
      [1, 0],
      [0, 1],
      [5, 0],
      [0, 9],
      [0, 0],
      [-1, 4],
    ])
    const of = (link: number) => [
      own.held(link),
      own.sentBytes(link),
      own.receivedBytes(link),
      own.unchokesUs(link),
      own.unchokedUs(link),
    ]
    expect([of(0), of(1)]).toEqual([
      [3, 7, 11, true, true],
      [0, 0, 0, false, true],
    ])
  })

  it.each([-1, 2, Number.NaN])('do not include link %d', (link) => {
    expect(() => own.held(link)).toThrow(RangeError)
    expect(() => own.sentBytes(link)).toThrow(`no link ${link}; the peer has 2 links`)
  })
})
