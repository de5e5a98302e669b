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
  return 'accepted'
}

const seed = { holds: 'all' }
const few = { torrent: { size: '48 KiB', pieceLength: '16 KiB' } }
const capped = (uploadCap: string) => ({ holds: 'all', access: { uploadCap }, count: 2 })

describe('the feasibility check', () => {
  it.each<[string, object, string]>([
    [
      'nobody downloads',
      { seed },
      'groups: every peer arrives complete, so nobody downloads; give a group "holds": "nothing"',
    ],
    [
      'the group of leechers is empty',
      { seed, leechers: { count: 0 } },
      'groups.leechers.count: this group has no peers, so nobody downloads; set its count above 0',
    ],
    [
      'nobody arrives',
      { seed: { ...seed, arrive: { kind: 'flash', at: '7 h' } } },
      'groups: no peer arrives before the run ends at 6 h; let a downloading peer arrive earlier',
    ],
    [
      'nobody holds anything',
      { a: {} },
      'groups: no peer holds any piece; give a group "holds": "all"',
    ],
    [
      'the seed arrives too late',
      { a: {}, seed: { ...seed, arrive: { kind: 'flash', at: '7 h' } } },
      'groups: no peer holds any piece; give a group "holds": "all"',
    ],
    [
      'the seed has no peers',
      { a: {}, seed: { ...seed, count: 0 } },
      'groups: no peer holds any piece; give a group "holds": "all"',
    ],
    [
      'a piece is missing',
      { a: { holds: { pieces: [0, 2] } } },
      'groups: no peer holds piece 1, so nobody can complete; give a group "holds": "all"',
    ],
    [
      'pieces are missing',
      { a: { holds: { pieces: [0] } } },
      'groups: no peer holds piece 1 (the first of 2 missing pieces), so nobody can complete; ' +
        'give a group "holds": "all"',
    ],
    [
      'all are behind a NAT',
      { seed: { ...seed, access: 'mobile' }, a: { access: { reachable: false } } },
      'groups.seed.access: every peer is behind a NAT, so no peer can be dialled and no ' +
        'two can connect; give a group "reachable": true',
    ],
    [
      'nobody dials',
      { seed: { ...seed, dialLinks: 0 }, a: { dialLinks: 0 } },
      'groups.seed.dialLinks: no peer dials, so no two can connect; set "dialLinks" above 0',
    ],
    [
      'the seed unchokes nobody',
      { seed: { ...seed, seedChoker: 'none' }, a: {} },
      'groups.seed.seedChoker: every peer that holds pieces at first unchokes nobody ("none"), ' +
        'so no piece is sent; choose another choker for one of these groups ' +
        '(see `sim list policies`)',
    ],
    [
      'the upload caps are too low for one copy',
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
  ])('refuses a swarm in which no peer can complete: %s', (_, groups, expected) =>
    expect(refusal(groups, few)).toBe(expected),
  )

  it.each<[string, object]>([
    ['one seed', { seed, a: {} }],
    ['pieces that add up', { a: { holds: { pieces: [0, 2] } }, b: { holds: { pieces: [1] } } }],
    ['random shares, which may hold any piece', { a: { holds: { from: 0, to: '90%' }, count: 9 } }],
    ['one reachable leecher', { seed: { ...seed, access: 'mobile' }, a: {} }],
    ['a free rider among seeds', { seed, riders: { ...seed, seedChoker: 'none' }, a: {} }],
    ['upload caps of exactly one copy', { seed: capped('24 KiB'), a: {} }],
  ])('accepts a swarm with %s', (_, groups) => expect(refusal(groups, few)).toBe('accepted'))

  it('also works on expanded settings', () => {
    const { settings } = expandScenario(sampleDocument())
    expect(infeasibilities(settings)).toEqual([])
    expect(infeasibilities({ ...settings, groups: settings.groups.slice(1) })).toHaveLength(1)
  })
})

describe('a swarm that needs more memory than any machine has', () => {
  const pieces = { torrent: { size: '1 GiB', pieceLength: '16 KiB' } }

  it('is refused before anything is allocated, with the most peers allowed', () => {
    const refused = refusal({ seed, leechers: { count: 200_000 } }, pieces)
    expect(refused).toBe(
      'groups.leechers.count: expected at most 25690 peers in all with 65536 pieces (the limits ' +
        'are 64 GiB of memory and 2^32 - 1 numbers per array), found 200001 peers ' +
        'with 16000080 links, which need 204 GiB',
    )
    expect(refusal({ seed, leechers: { count: 25_690 } }, pieces)).toMatch('found 25691 peers')
    expect(refusal({ seed, leechers: { count: 25_689 } }, pieces)).toBe('accepted')
  })

  it('is accepted with fewer pieces, or with a model of few links', () => {
    expect(refusal({ seed, leechers: { count: 200_000 } })).toBe('accepted')
    expect(refusal({ seed, leechers: { count: 50_000 } }, { ...pieces, model: 'chain' })).toBe(
      'accepted',
    )
  })
})
