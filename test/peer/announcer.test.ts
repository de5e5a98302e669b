import { describe, expect, it } from 'vitest'
import { Announcer } from '../../src/peer/announcer.js'
import { tuned } from './make-peer.js'

/**
 * Returns an announcer that sent `started` at 100 s; the tracker asked for 1,800 s, at least 60 s.
 */
function introduced(): Announcer {
  const announcer = new Announcer(100, tuned())
  expect(announcer.due(100)).toBe('started')
  announcer.answered(101, 1800, 60)
  return announcer
}

describe('announcing', () => {
  it('a peer announces `started` at once', () => {
    const announcer = new Announcer(100, tuned())
    expect(announcer.wakeAt).toBe(100)
    expect(announcer.due(99)).toBeNull()
    expect(announcer.due(100)).toBe('started')
  })

  it('a peer sends no second announce while it waits for the answer', () => {
    const announcer = new Announcer(100, tuned())
    announcer.due(100)
    expect(announcer.due(9999)).toBeNull()
  })

  it('a peer announces again after each interval the tracker asks for', () => {
    const announcer = introduced()
    expect(announcer.wakeAt).toBe(1901)
    expect(announcer.due(1900)).toBeNull()
    expect(announcer.due(1901)).toBe('periodic')
    announcer.answered(1902, 900, 60)
    expect(announcer.wakeAt).toBe(2802)
    expect(announcer.due(2802)).toBe('periodic')
  })

  it('a peer announces `completed` at once, and only once', () => {
    const announcer = introduced()
    announcer.completed(500)
    expect(announcer.wakeAt).toBe(500)
    expect(announcer.due(500)).toBe('completed')
    announcer.answered(501, 1800, 60)
    expect(announcer.due(2301)).toBe('periodic')
  })

  it('a peer announces a completion that happened during another announce', () => {
    const announcer = new Announcer(100, tuned())
    announcer.due(100)
    announcer.completed(101)
    announcer.answered(102, 1800, 60)
    expect(announcer.wakeAt).toBeLessThanOrEqual(102)
    expect(announcer.due(102)).toBe('completed')
    announcer.answered(103, 1800, 60)
    expect(announcer.due(1903)).toBe('periodic')
  })

  it('a peer announces `started` first even if it completes before that is sent', () => {
    const announcer = new Announcer(100, tuned())
    announcer.due(100)
    announcer.failed(101)
    announcer.completed(110)
    expect(announcer.due(200)).toBe('started')
    announcer.answered(201, 1800, 60)
    expect(announcer.due(201)).toBe('completed')
  })
})

describe('announcing for more addresses', () => {
  it.each([
    // Each row: links, time of the check, wake time.
    [19, 130, 160],
    [0, 130, 160],
    [19, 300, 300],
    [20, 300, 1901],
    [35, 300, 1901],
  ])('with %i links at %i s, a peer announces at %i s', (links, now, wakeAt) => {
    const announcer = introduced()
    announcer.onLinkCount(now, links)
    expect(announcer.wakeAt).toBe(wakeAt)
    expect(announcer.due(wakeAt - 1)).toBeNull()
    expect(announcer.due(wakeAt)).toBe('periodic')
  })

  it('a peer uses the link limit from its settings', () => {
    const announcer = new Announcer(0, tuned({ reannounceBelowLinks: 5 }))
    announcer.due(0)
    announcer.answered(0, 1800, 60)
    announcer.onLinkCount(100, 5)
    expect(announcer.wakeAt).toBe(1800)
    announcer.onLinkCount(100, 4)
    expect(announcer.wakeAt).toBe(100)
  })

  it('a peer short of links never announces later than planned', () => {
    const announcer = introduced()
    announcer.onLinkCount(150, 3)
    announcer.onLinkCount(155, 3)
    announcer.onLinkCount(156, 30)
    expect(announcer.wakeAt).toBe(160)
  })

  it('a peer announces again after a pause if its links stay few', () => {
    const announcer = introduced()
    announcer.onLinkCount(130, 3)
    expect(announcer.due(160)).toBe('periodic')
    announcer.answered(161, 1800, 60)
    announcer.onLinkCount(170, 3)
    expect(announcer.wakeAt).toBe(220)
  })

  it('a peer short of links sends no second announce while one is pending', () => {
    const announcer = introduced()
    announcer.due(1901)
    announcer.onLinkCount(1902, 0)
    expect(announcer.due(3000)).toBeNull()
  })
})

describe('a tracker that does not answer', () => {
  it('an unanswered announce is repeated after 15, 30, 60 ... s, at most 32 minutes', () => {
    const announcer = new Announcer(0, tuned())
    const waits: number[] = []
    for (let now = 0, i = 0; i < 10; i++) {
      expect(announcer.due(now)).toBe('started')
      announcer.failed(now)
      waits.push(announcer.wakeAt - now)
      expect(announcer.due(announcer.wakeAt - 1)).toBeNull()
      now = announcer.wakeAt
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1920, 1920, 1920])
  })

  it('an unanswered `completed` is announced again', () => {
    const announcer = introduced()
    announcer.completed(500)
    announcer.due(500)
    announcer.failed(501)
    expect(announcer.due(516)).toBe('completed')
  })

  it('few links do not shorten the retry delay', () => {
    const announcer = introduced()
    for (const now of [1901, 1916, 1946, 2006]) {
      announcer.due(now)
      announcer.failed(now)
    }
    announcer.onLinkCount(2080, 0)
    expect(announcer.wakeAt).toBe(2126)
  })

  it('the retry delay starts at 15 s again after an answer', () => {
    const announcer = new Announcer(0, tuned())
    for (const now of [0, 15, 45]) {
      announcer.due(now)
      announcer.failed(now)
    }
    expect(announcer.due(105)).toBe('started')
    announcer.answered(105, 1800, 60)
    expect(announcer.due(1905)).toBe('periodic')
    announcer.failed(1905)
    expect(announcer.wakeAt).toBe(1920)
  })
})
