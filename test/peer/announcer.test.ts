import { describe, expect, it } from 'vitest'
import { Announcer } from '../../src/peer/announcer.js'
import { tuned } from './make-peer.js'

/** An announcer that has said `started` at 100 s and heard: every 1,800 s, not before 60 s. */
function introduced(): Announcer {
  const announcer = new Announcer(100, tuned())
  expect(announcer.due(100)).toBe('started')
  announcer.answered(101, 1800, 60)
  return announcer
}

describe('a peer announces', () => {
  it('that it has started, at once', () => {
    const announcer = new Announcer(100, tuned())
    expect(announcer.wakeAt).toBe(100)
    expect(announcer.due(99)).toBeNull()
    expect(announcer.due(100)).toBe('started')
  })

  it('nothing else while it waits for the answer', () => {
    const announcer = new Announcer(100, tuned())
    announcer.due(100)
    expect(announcer.due(9999)).toBeNull()
  })

  it('itself again after the interval that the tracker asked for, and so on', () => {
    const announcer = introduced()
    expect(announcer.wakeAt).toBe(1901)
    expect(announcer.due(1900)).toBeNull()
    expect(announcer.due(1901)).toBe('periodic')
    announcer.answered(1902, 900, 60)
    expect(announcer.wakeAt).toBe(2802)
    expect(announcer.due(2802)).toBe('periodic')
  })

  it('that it is complete, at once and once', () => {
    const announcer = introduced()
    announcer.completed(500)
    expect(announcer.wakeAt).toBe(500)
    expect(announcer.due(500)).toBe('completed')
    announcer.answered(501, 1800, 60)
    expect(announcer.due(2301)).toBe('periodic')
  })

  it('that it is complete though it became so while an announce was under way', () => {
    const announcer = new Announcer(100, tuned())
    announcer.due(100)
    announcer.completed(101)
    announcer.answered(102, 1800, 60)
    expect(announcer.wakeAt).toBeLessThanOrEqual(102)
    expect(announcer.due(102)).toBe('completed')
    announcer.answered(103, 1800, 60)
    expect(announcer.due(1903)).toBe('periodic')
  })

  it('first that it has started, though it is complete before that could be said', () => {
    const announcer = new Announcer(100, tuned())
    announcer.due(100)
    announcer.failed(101)
    announcer.completed(110)
    expect(announcer.due(200)).toBe('started')
    announcer.answered(201, 1800, 60)
    expect(announcer.due(201)).toBe('completed')
  })
})

describe('for more addresses it announces', () => {
  it.each([
    // links, at: wakes at
    [19, 130, 160],
    [0, 130, 160],
    [19, 300, 300],
    [20, 300, 1901],
    [35, 300, 1901],
  ])('with %i links at %i s: at %i s', (links, now, wakeAt) => {
    const announcer = introduced()
    announcer.onLinkCount(now, links)
    expect(announcer.wakeAt).toBe(wakeAt)
    expect(announcer.due(wakeAt - 1)).toBeNull()
    expect(announcer.due(wakeAt)).toBe('periodic')
  })

  it('below another number of links if told so', () => {
    const announcer = new Announcer(0, tuned({ reannounceBelowLinks: 5 }))
    announcer.due(0)
    announcer.answered(0, 1800, 60)
    announcer.onLinkCount(100, 5)
    expect(announcer.wakeAt).toBe(1800)
    announcer.onLinkCount(100, 4)
    expect(announcer.wakeAt).toBe(100)
  })

  it('never later than it would have anyway', () => {
    const announcer = introduced()
    announcer.onLinkCount(150, 3)
    announcer.onLinkCount(155, 3)
    announcer.onLinkCount(156, 30)
    expect(announcer.wakeAt).toBe(160)
  })

  it('again after a while if they stay few', () => {
    const announcer = introduced()
    announcer.onLinkCount(130, 3)
    expect(announcer.due(160)).toBe('periodic')
    announcer.answered(161, 1800, 60)
    announcer.onLinkCount(170, 3)
    expect(announcer.wakeAt).toBe(220)
  })

  it('not while an announce is under way', () => {
    const announcer = introduced()
    announcer.due(1901)
    announcer.onLinkCount(1902, 0)
    expect(announcer.due(3000)).toBeNull()
  })
})

describe('when the tracker does not answer', () => {
  it('it says the same again after 15, 30, 60, ... s, at most 32 minutes', () => {
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

  it('it says again that it is complete', () => {
    const announcer = introduced()
    announcer.completed(500)
    announcer.due(500)
    announcer.failed(501)
    expect(announcer.due(516)).toBe('completed')
  })

  it('it does not ask sooner because links are few', () => {
    const announcer = introduced()
    for (const now of [1901, 1916, 1946, 2006]) {
      announcer.due(now)
      announcer.failed(now)
    }
    announcer.onLinkCount(2080, 0)
    expect(announcer.wakeAt).toBe(2126)
  })

  it('it begins with 15 s again after the next answer', () => {
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
