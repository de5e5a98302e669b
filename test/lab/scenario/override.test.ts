import { describe, expect, it } from 'vitest'
import { applyOverrides } from '../../../src/lab/scenario/override.js'
import { parseScenario } from '../../../src/lab/scenario/scenario.js'
import { refused, sampleDocument } from './scenario-sample.js'

const json = sampleDocument(
  { events: [{ at: 1, do: 'tracker-down' }] },
  { access: 'cable', leave: 'stay', picker: 'streaming' },
)

describe('an override', () => {
  it.each<[string, object]>([
    ['groups.leechers.count=50', { groups: { leechers: { count: 50 } } }],
    ['groups.leechers.slots=8', { groups: { leechers: { slots: 8 } } }],
    ['groups.leechers.access=adsl', { groups: { leechers: { access: 'adsl' } } }],
    [
      'groups.leechers.access.up=6 Mbit/s',
      { groups: { leechers: { access: { preset: 'cable', up: '6 Mbit/s' } } } },
    ],
    [
      'groups.leechers.picker.window=7',
      { groups: { leechers: { picker: { name: 'streaming', window: 7 } } } },
    ],
    ['groups.leechers.leave.linger=60', { groups: { leechers: { leave: { linger: 60 } } } }],
    ['groups.leechers.leave={"ratio": 1}', { groups: { leechers: { leave: { ratio: 1 } } } }],
    ['network.window=1 MiB', { network: { window: '1 MiB' } }],
    ['events[0].at=9', { events: [{ at: 9 }] }],
    ['events.0.at=9 s', { events: [{ at: '9 s' }] }],
    ['about=a=b', { about: 'a=b' }],
  ])('changes one value in a copy: %s', (set, expected) => {
    const before = JSON.stringify(json)
    expect(applyOverrides(json, [set])).toMatchObject(expected)
    expect(JSON.stringify(json)).toBe(before)
  })

  it.each([
    [
      'groups.leechrs.count=5',
      '--set groups.leechrs: expected the name of a group, found "leechrs"; did you ' +
        'mean "leechers"?',
    ],
    [
      'groups.leechers.cuont=5',
      '--set groups.leechers.cuont: expected a known key, found "cuont"; did you mean "count"?',
    ],
    [
      'groups.leechers.nat=true',
      '--set groups.leechers.nat: expected a known key, found "nat"; did you mean ' +
        '"access.reachable"?',
    ],
    [
      'groups.leechers.count.x=5',
      '--set groups.leechers.count.x: expected no key below this value, found "x"',
    ],
    [
      'tracker.x=5',
      '--set tracker.x: expected one of peersPerAnnounce, interval, minInterval, found "x"',
    ],
    ['events[1].at=5', '--set events[1]: expected an index from 0 to 0, found 1'],
    ['__proto__.x=5', '--set __proto__: expected a known key, found "__proto__"'],
    ['nonsense', '--set: expected path=value, e.g. groups.leechers.count=50, found "nonsense"'],
    ['=5', '--set: expected path=value, e.g. groups.leechers.count=50, found "=5"'],
  ])('is refused with its path and the expected value: %s', (set, expected) =>
    expect(refused(() => applyOverrides(json, [set])).message).toBe(expected),
  )

  it.each([
    [['torrent.size=9e15'], '--set torrent.size: '],
    [['torrent.size=1TiB', 'torrent.pieceLength=16KiB'], '--set torrent.pieceLength: '],
  ])('is named in the error if it leads to too many pieces: %j', (set, place) => {
    const parse = () => parseScenario(JSON.stringify(json), 'x.json', { set })
    expect(refused(parse).message).toContain(`${place}expected at most 1048576 pieces`)
  })

  it('is not named in the error if --until sets the invalid value', () => {
    const parse = () =>
      parseScenario(JSON.stringify(json), 'x.json', { set: ['until=3 s'], until: '10 MiB' })
    expect(refused(parse).message).toMatch(
      /^--until: expected a time above 0, e\.g\. "10 s", found "10 MiB"/,
    )
  })

  it('is named in the error about its value, in place of the file', () => {
    const set = ['groups.leechers.choker=tit4tat']
    const { message } = refused(() => parseScenario(JSON.stringify(json), 'x.json', { set }))
    expect(message).toBe(
      '--set groups.leechers.choker: expected a choker (see `sim list policies`), found ' +
        '"tit4tat"; did you mean "tit-for-tat"?',
    )
  })
})
