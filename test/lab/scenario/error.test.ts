import { describe, expect, it } from 'vitest'
import { expandScenario, parseScenario } from '../../../src/lab/scenario/scenario.js'
import { refused, sampleDocument } from './scenario-sample.js'

/** The message without places, which depend on how the test writes JSON. */
const refusal = (document: object) =>
  refused(() => expandScenario(document)).message.replaceAll(/^scenario:\d+:\d+ ?/gm, '')

const knownKinds = '"flash", "uniform", "poisson", "decaying", "trace"'
const arrivalKinds = `one of ${knownKinds}`

describe('an invalid group', () => {
  it.each<[object, string]>([
    [
      { choker: 'tit4tat' },
      'choker: expected a choker (see `sim list policies`), found "tit4tat"; did you mean ' +
        '"tit-for-tat"?',
    ],
    [
      { picker: 7 },
      'picker: expected a piece picker, e.g. "rarest-first" or ' +
        '{"name": "streaming", "window": 20}, found 7',
    ],
    [
      { picker: { name: 'streaming', windw: 7 } },
      'picker.windw: expected a known key, found "windw"; did you mean "window"?',
    ],
    [
      { picker: { name: 'steaming' } },
      'picker.name: expected one of "rarest-first", "random", "in-order", "streaming", ' +
        '"global-rarest-oracle", found "steaming"; did you mean "streaming"?',
    ],
    [{ chocker: 'none' }, 'chocker: expected a known key, found "chocker"; did you mean "choker"?'],
    [{ count: -1 }, 'count: expected a whole number from 0 to 1000000, found -1'],
    [{ count: 1.5 }, 'count: expected a whole number from 0 to 1000000, found 1.5'],
    [
      { access: 'adls' },
      'access: expected an access link: a preset such as "adsl", or {"up": "400 ' +
        'kbit/s", "down": ...}, found "adls"; did you mean "adsl"?',
    ],
    [
      { access: { up: '6 Mbit' } },
      'access.up: expected a rate above 0, e.g. "6 Mbit/s", found "6 Mbit"; did you ' +
        'mean "6 Mbit/s"?',
    ],
    [{ access: { up: 0 } }, 'access.up: expected a rate above 0, e.g. "6 Mbit/s", found 0'],
    [{ access: { upp: 1 } }, 'access.upp: expected a known key, found "upp"; did you mean "up"?'],
    [
      { access: { wifi: 1 } },
      'access.wifi: expected one of the keys preset, up, down, latency, latencyTo, ' +
        'reachable, uploadCap, found "wifi"',
    ],
    [
      { access: { latency: 2, latencyTo: 1 } },
      'access.latencyTo: expected 0 or a time of at least `latency`, 2 s, found 1 s',
    ],
    [
      { arrive: { kind: 'flsh' } },
      `arrive.kind: expected ${arrivalKinds}, found "flsh"; did you mean "flash"?`,
    ],
    [{ nat: true }, 'nat: expected a known key, found "nat"; did you mean "access.reachable"?'],
    [{ arrive: {} }, `arrive.kind: expected ${arrivalKinds}, found nothing`],
    [
      { arrive: { kind: 'uniform' } },
      'arrive.every: expected a time above 0, e.g. "10 s", found nothing',
    ],
    [
      { arrive: { kind: 'flash', every: 1 } },
      'arrive.every: expected a known key, found "every"; did you mean "over"?',
    ],
    [
      { arrive: { kind: 'poisson' } },
      'arrive: expected either `perSecond` or `every`, found neither',
    ],
    [
      { arrive: { kind: 'poisson', perSecond: 1, every: 1 } },
      'arrive: expected either `perSecond` or `every`, found both',
    ],
    [
      { arrive: { kind: 'trace', at: [2, 1] }, count: 2 },
      'arrive.at[1]: expected a time of at least the one before it, 2 s, found 1',
    ],
    [
      { arrive: { kind: 'trace', at: [1] } },
      'count: expected a count of at most 1, the arrivals in the trace, found 10',
    ],
    [{ leave: { ratio: 0 } }, 'leave.ratio: expected a number above 0, found 0'],
    [
      { leave: { lingr: 1 } },
      'leave.lingr: expected a known key, found "lingr"; did you mean "linger"?',
    ],
    [
      { leave: { linger: '20 s', ratio: 2 } },
      'leave: expected only one of linger, ratio or at, found linger and ratio',
    ],
    [
      { leave: { linger: '20 s', ratio: 2, foo: 1 } },
      'leave: expected only one of linger, ratio or at, found linger and ratio\n' +
        'leave.foo: expected one of the keys linger, ratio, at, found "foo"',
    ],
    [{ leave: {} }, 'leave: expected one of linger, ratio or at, found no key'],
    [{ leave: { foo: 1 } }, 'leave.foo: expected one of the keys linger, ratio, at, found "foo"'],
    [
      { holds: { from: '10%', pieces: [1] } },
      'holds: expected either from and to, or pieces, found from and pieces',
    ],
    [
      { startedPieces: 3 },
      'startedPieces: expected a rule for started pieces: "rarest", "equally-rare" or "oldest", ' +
        'found 3',
    ],
    [
      { pipeline: { idleLinks: 'work' } },
      'pipeline.idleLinks: expected a rule for idle links: "wait" or "begin", found "work"',
    ],
    [
      { pipeline: { mode: 'spred' } },
      'pipeline.mode: expected a mode of the pipeline: "fixed", "adaptive" or "spread", ' +
        'found "spred"; did you mean "spread"?',
    ],
    [
      { endgame: { scope: 1 } },
      'endgame.scope: expected a scope of the endgame: "torrent", "piece" or "off", found 1',
    ],
    [
      { holds: { from: '90%', to: '10%' } },
      'holds.to: expected a share of at least `from`, 0.9, found 0.1',
    ],
    [
      { holds: { pieces: [0, 40, 0] } },
      'holds.pieces[1]: expected a piece from 0 to 39, found 40\nholds.pieces[2]: ' +
        'expected each piece once, found 0 again',
    ],
    [
      { abort: '5 minutes' },
      'abort: expected a mean time above 0, e.g. "2 h", or "never", or {"perSecond": ' +
        '0.001}, found "5 minutes"; did you mean "5 min"?',
    ],
    [{ corrupt: '101%' }, 'corrupt: expected a share from 0% to 100%, e.g. "10%", found "101%"'],
    [{ freeRider: 'yes' }, 'freeRider: expected true or false, found "yes"'],
    [
      { dialLinks: 90 },
      'dialLinks: expected at most as many dialled links as `maxLinks`, 80, found 90',
    ],
    [
      { optimisticSlots: 5 },
      'optimisticSlots: expected at most as many optimistic slots as slots, 4, found 5',
    ],
    [{ slots: 0 }, 'slots: expected a whole number from 1 to 1000, found 0'],
    [
      { pipeline: { neighbours: 10 } },
      'pipeline.neighbours: expected a whole number from 1 to 9, found 10',
    ],
    [
      { pipeline: { mode: 'adaptive', most: 2 } },
      'pipeline.depth: expected a depth of at most `most`, 2, found 5',
    ],
    [
      { endgame: { threshold: -0.1 } },
      'endgame.threshold: expected a share from 0% to 100%, e.g. "10%", found -0.1',
    ],
    [
      { rechokeEvery: '10 sec' },
      'rechokeEvery: expected a time above 0, e.g. "10 s", found "10 sec"; did you mean "10 s"?',
    ],
  ])('is refused with path, expected and found value: %o', (leechers, expected) => {
    const lines = expected.split('\n').map((line) => `groups.leechers.${line}`)
    expect(refusal(sampleDocument({}, leechers)).split('\n').sort()).toEqual(lines.sort())
  })
})

describe('an invalid scenario', () => {
  const events = (event: object) => ({ events: [event] })

  it.each<[object, string]>([
    [{ version: 2 }, 'version: expected 1, the version that this program reads, found 2'],
    [
      { version: undefined },
      'version: expected 1, the version that this program reads, found nothing',
    ],
    [
      { name: 'a b' },
      'name: expected a name of letters, digits and hyphens that begins with a letter, found "a b"',
    ],
    [
      { torrent: undefined },
      'torrent: expected a torrent such as {"size": "100 MiB", "pieceLength": "256 ' +
        'KiB"}, found nothing',
    ],
    [
      { torrent: { size: 0, pieceLength: 16384 } },
      'torrent.size: expected a size above 0, e.g. "100 MiB", found 0',
    ],
    [
      { torrent: { size: 10.5, pieceLength: 16384 } },
      'torrent.size: expected a size above 0, e.g. "100 MiB", found 10.5',
    ],
    [
      { torrent: { size: '1 MiB', pieceLength: '100 KiB' } },
      'torrent.pieceLength: expected a multiple of 16 KiB, the size of a block, ' +
        'found 100 KiB (102400 bytes)',
    ],
    [
      { torrent: { size: '1 TiB', pieceLength: '16 KiB' } },
      'torrent.pieceLength: expected at most 1048576 pieces: a smaller torrent or a ' +
        'larger piece length, found 67108864',
    ],
    [{ groups: {} }, 'groups: expected 1 to 255 groups, found none'],
    [
      { groups: { '1st': {} } },
      'groups.1st: expected a name of letters, digits and hyphens that begins with a ' +
        'letter, found "1st"',
    ],
    [{ groups: 5 }, 'groups: expected an object in braces, found 5'],
    [
      { until: '2 hours' },
      'until: expected a time above 0, e.g. "10 s", found "2 hours"; did you mean "2 h"?',
    ],
    [
      { tracker: { interval: 10 } },
      'tracker.interval: expected a `minInterval` of at most `interval`, 10 s, found 300 s',
    ],
    [
      { steadyFrom: '1 h', until: '1 h' },
      'steadyFrom: expected a time before the end of the run, `until`, 1 h, found 1 h',
    ],
    [
      { peer: { slots: 2, optimisticSlots: 3 } },
      'peer.optimisticSlots: expected at most as many optimistic slots as slots, ' + '2, found 3',
    ],
    [
      events({ at: 1, do: 'kill', group: 'leechrs' }),
      'events[0].group: expected the name of a group, found "leechrs"; did you mean "leechers"?',
    ],
    [
      events({ do: 'kill', group: 'seed' }),
      'events[0]: expected either `at` or `when`, found neither',
    ],
    [
      events({ at: 1, when: 'all-pieces-out', do: 'kill', group: 'seed' }),
      'events[0]: expected either `at` or `when`, found both',
    ],
    [
      events({ at: 1, do: 'explode' }),
      'events[0].do: expected one of "kill", "leave", "kill-node", "leave-node", "cut-node", ' +
        '"flap-node", "tracker-down", "tracker-up", ' +
        '"access", "access-node", "policy", "policy-node", "unchoke-node", found "explode"',
    ],
    [
      events({ at: 1, do: 'policy', group: 'seed' }),
      'events[0]: expected something to change, e.g. "slots": 8, found nothing',
    ],
    [
      events({ at: 1, do: 'policy', group: 'seed', slots: 2, optimisticSlots: 3 }),
      'events[0].optimisticSlots: expected at most as many optimistic slots as slots, 2, found 3',
    ],
    [
      events({ at: 1, do: 'policy', group: 'seed', choker: 'tit-for-tit' }),
      'events[0].choker: expected a choker (see `sim list policies`), found "tit-for-tit"; ' +
        'did you mean "tit-for-tat"?',
    ],
    [
      events({ at: 1, do: 'unchoke-node', node: 0, to: [1, 0] }),
      'events[0].to[1]: expected another peer from 0 to 10, each once, found 0',
    ],
    [
      events({ when: 'all-pieces-in', do: 'tracker-up' }),
      'events[0].when: expected a trigger: "all-pieces-out", {"gained": "50%"} or ' +
        '{"completed": "50%", "group": ...}, found "all-pieces-in"; did you mean "all-pieces-out"?',
    ],
    [
      events({ at: 1, do: 'tracker-up', group: 'seed' }),
      'events[0].group: expected one of the keys do, at, when, found "group"',
    ],
    [
      { torrent: { file: 'x.torrent' } },
      'torrent.file: expected the values themselves, as no files can be read ' +
        'here, found "x.torrent"',
    ],
  ])('is refused with path, expected and found value: %o', (more, expected) =>
    expect(refusal(sampleDocument(more))).toBe(expected),
  )

  it('has one issue for a misspelt key, even where several shapes are allowed', () => {
    const expected =
      'events[0].when.compleated: expected a known key, found "compleated"; did you mean ' +
      '"completed"?'
    expect(refusal(sampleDocument(events({ when: { compleated: '50%' }, do: 'tracker-up' })))).toBe(
      expected,
    )
    expect(refusal(sampleDocument(events({ when: { gainde: '50%' }, do: 'tracker-up' })))).toMatch(
      '"gained"',
    )
  })

  it('has at most ten issues in its message', () => {
    const keys = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`wrong${i}`, i]))
    const error = refused(() => expandScenario(sampleDocument(keys)))
    expect(error.issues).toHaveLength(12)
    expect(error.message.split('\n')).toHaveLength(11)
    expect(error.message).toContain('... and 2 more')
  })

  it('has an error with line, column and each part of the message', () => {
    const text = JSON.stringify(sampleDocument({}, { choker: 'tit4tat' }), null, 2)
    const error = refused(() => parseScenario(text, 'scenarios/x.json'))
    expect(error.message).toBe(
      'scenarios/x.json:14:17 groups.leechers.choker: expected a choker ' +
        '(see `sim list policies`), found "tit4tat"; did you mean "tit-for-tat"?',
    )
    const { file, path, expected, found, suggestion, line, column } = error
    expect([file, path, expected]).toEqual([
      'scenarios/x.json',
      'groups.leechers.choker',
      'a choker (see `sim list policies`)',
    ])
    expect([found, suggestion, line, column]).toEqual(['"tit4tat"', 'tit-for-tat', 14, 17])
  })

  it.each([
    ['{ "version": 1,, }', 'x.json:1:16: expected a key in double quotes, found ","'],
    ['{ "version": 1 "name": 2 }', 'x.json:1:16: expected a comma, found "\\"name\\""'],
    [
      '{\n  "a": tru\n}',
      'x.json:2:8: expected a value (true, false, null, a number or a text in double ' +
        'quotes), found "tru"',
    ],
    ['{\n  "a": 1', 'x.json:2:9: expected a closing brace, found the end of the file'],
    ['{ "a": 1, "a": 2 }', 'x.json:1:11: expected each key once, found "a" again'],
    ['{ "__proto__": 1 }', 'x.json:1:3: expected another name, found "__proto__"'],
    ['[]', 'x.json:1:1: expected an object in braces, found a list'],
    ['', 'x.json:1:1: expected a value, found the end of the file'],
    ['['.repeat(100_000), 'x.json: expected at most 100 levels of brackets, found 100000'],
  ])('is refused with line and column if it is not valid JSON (%#)', (text, expected) =>
    // One slip may make the parser find more.
    expect(refused(() => parseScenario(text, 'x.json')).message.split('\n')[0]).toBe(expected),
  )
})
