import { describe, expect, it } from 'vitest'
import { infeasibilities } from '../../../src/lab/scenario/check.js'
import { ScenarioError } from '../../../src/lab/scenario/error.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { sampleDocument } from './scenario-sample.js'

function refusal(groups: object, more: object = {}): string {
  try {
    expandScenario(sampleDocument({ groups, ...more }))
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.replaceAll(/^\S+ /gm, '')
    throw error
  }
  return 'permitted'
}

const seed = { holds: 'all' }
const few = { torrent: { size: '48 KiB', pieceLength: '16 KiB' } }
const capped = (uploadCap: string) => ({ holds: 'all', access: { uploadCap }, count: 2 })

describe('a swarm in which nobody can finish', () => {
  it.each<[string, object, string]>([
    [
      'nobody downloads',
      { seed },
      'groups: every peer arrives complete, so nobody downloads; give a group "holds": "nothing"',
    ],
    [
      'nobody is there to download',
      { seed, leechers: { count: 0 } },
      'groups.leechers.count: no peer is in this group, so nobody downloads; let its count be ' +
        'above 0',
    ],
    [
      'nobody arrives',
      { seed: { ...seed, arrive: { kind: 'flash', at: '7 h' } } },
      'groups: nobody arrives before the run ends at 6 h; there must be a peer that downloads',
    ],
    [
      'nobody holds anything',
      { a: {} },
      'groups: nobody holds any piece; give a group "holds": "all"',
    ],
    [
      'the seed comes too late',
      { a: {}, seed: { ...seed, arrive: { kind: 'flash', at: '7 h' } } },
      'groups: nobody holds any piece; give a group "holds": "all"',
    ],
    [
      'the seed has no peers',
      { a: {}, seed: { ...seed, count: 0 } },
      'groups: nobody holds any piece; give a group "holds": "all"',
    ],
    [
      'a piece is missing',
      { a: { holds: { pieces: [0, 2] } } },
      'groups: nobody holds piece 1, so nobody can finish; give a group "holds": "all"',
    ],
    [
      'pieces are missing',
      { a: { holds: { pieces: [0] } } },
      'groups: nobody holds piece 1 (the first of 2 such), so nobody can finish; ' +
        'give a group "holds": "all"',
    ],
    [
      'all are behind a NAT',
      { seed: { ...seed, access: 'mobile' }, a: { access: { reachable: false } } },
      'groups.seed.access: every peer is behind a NAT, so none can be dialled and no ' +
        'two ever meet; give a group "reachable": true',
    ],
    [
      'nobody dials',
      { seed: { ...seed, dialLinks: 0 }, a: { dialLinks: 0 } },
      'groups.seed.dialLinks: nobody dials, so no two peers ever meet; let "dialLinks" be above 0',
    ],
    [
      'the seed unchokes nobody',
      { seed: { ...seed, seedChoker: 'none' }, a: {} },
      'groups.seed.seedChoker: all who hold something at first unchoke nobody ' +
        '("none"), so no piece ever leaves them; choose another choker for one of them',
    ],
    [
      'the seeds may not send enough',
      { seed: capped('20 KiB'), a: {} },
      'groups.seed.access.uploadCap: the seeds may send 40 KiB in all, less than one ' +
        'copy of the torrent (48 KiB); raise "uploadCap"',
    ],
    [
      'the seed leaves at once',
      { seed: { ...seed, leave: 'on-completion' }, a: {} },
      'groups.seed.leave: these peers arrive complete, so they would leave at once; ' +
        'choose "stay", {"linger": ...} or {"ratio": ...}',
    ],
  ])('is refused: %s', (_, groups, expected) => expect(refusal(groups, few)).toBe(expected))

  it.each<[string, object]>([
    ['one seed', { seed, a: {} }],
    ['pieces that add up', { a: { holds: { pieces: [0, 2] } }, b: { holds: { pieces: [1] } } }],
    [
      'random shares, of which nothing is known',
      { a: { holds: { from: 0, to: '90%' }, count: 9 } },
    ],
    ['one reachable leecher', { seed: { ...seed, access: 'mobile' }, a: {} }],
    ['a free rider among seeds', { seed, riders: { ...seed, seedChoker: 'none' }, a: {} }],
    ['seeds that may send just enough', { seed: capped('24 KiB'), a: {} }],
  ])('is not: %s', (_, groups) => expect(refusal(groups, few)).toBe('permitted'))

  it('can be asked of settings', () => {
    const { settings } = expandScenario(sampleDocument())
    expect(infeasibilities(settings)).toEqual([])
    expect(infeasibilities({ ...settings, groups: settings.groups.slice(1) })).toHaveLength(1)
  })
})

describe('a swarm that no memory would hold', () => {
  const pieces = { torrent: { size: '1 GiB', pieceLength: '16 KiB' } }

  it('is refused before anything is allocated, with the most that there may be', () => {
    const refused = refusal({ seed, leechers: { count: 200_000 } }, pieces)
    expect(refused).toBe(
      'groups.leechers.count: expected at most 25690 peers in all with 65536 pieces, as the ' +
        "peers' memory may take 64 GiB and an array in it 2^32 - 1 numbers, found 200001 peers " +
        'with 16000080 links, which would take 204 GiB',
    )
    expect(refusal({ seed, leechers: { count: 25_690 } }, pieces)).toMatch('found 25691 peers')
    expect(refusal({ seed, leechers: { count: 25_689 } }, pieces)).toBe('permitted')
  })

  it('is permitted with fewer pieces, or where nobody but the origin has many links', () => {
    expect(refusal({ seed, leechers: { count: 200_000 } })).toBe('permitted')
    expect(refusal({ seed, leechers: { count: 50_000 } }, { ...pieces, model: 'chain' })).toBe(
      'permitted',
    )
  })
})
