import { describe, expect, it } from 'vitest'
import { readModel } from '../../../src/lab/scenario/model.js'
import { PRESETS } from '../../../src/lab/scenario/presets.js'
import { expandScenario, parseScenario } from '../../../src/lab/scenario/scenario.js'
import { DEFAULT_PEER_SETTINGS } from '../../../src/peer/settings.js'
import { sampleDocument } from './scenario-sample.js'

const settingsOf = (document: object) => expandScenario(document).settings

describe('a scenario', () => {
  it('has defaults for everything but its torrent and groups', () => {
    const { settings, title, about } = expandScenario(sampleDocument())
    expect([title, about]).toEqual(['sample', ''])
    expect(settings).toMatchObject({
      sizeBytes: 10_485_760,
      pieceBytes: 262_144,
      network: {
        headerBytes: 40,
        segmentBytes: 1460,
        segmentsPerAck: 2,
        windowBytes: 65_536,
        slowStart: false,
      },
      tracker: { peersPerAnnounce: 50, intervalSeconds: 1800, minIntervalSeconds: 300 },
      events: [],
      playback: null,
      pricePerGigabyte: null,
      model: readModel(),
      untilSeconds: 21_600,
      stopWhenComplete: true,
      sampleSeconds: 0,
      steadyFromSeconds: 0,
      seed: '1',
    })
    expect(settings.groups[1]).toEqual({
      name: 'leechers',
      count: 10,
      holds: { kind: 'nothing' },
      access: PRESETS['adsl'].access,
      arrivals: { kind: 'flash', atSeconds: 0, overSeconds: 0 },
      leaving: { kind: 'stay' },
      abortPerSecond: 0,
      linkDropsPerSecond: 0,
      flapsPerSecond: 0,
      flapSeconds: 0,
      corruptShare: 0,
      freeRider: false,
      choker: 'tit-for-tat',
      seedChoker: 'seed-rotating',
      picker: 'rarest-first',
      pickerSettings: {},
      behaviour: 'honest',
      behaviourSettings: {},
      peer: DEFAULT_PEER_SETTINGS,
    })
  })

  it('lets a group override `peer`, key by key', () => {
    const peer = {
      slots: 6,
      pipeline: { mode: 'adaptive', depth: 8 },
      endgame: { threshold: '20%' },
    }
    const leechers = { slots: 7, pipeline: { depth: 9 }, endgame: 'piece', picker: 'in-order' }
    const [seed, leecher] = settingsOf(sampleDocument({ peer }, leechers)).groups
    expect(seed.peer.slots).toBe(6)
    expect(seed.peer.endgame).toEqual({
      scope: 'torrent',
      threshold: 0.2,
      idleLinksOnly: false,
      mostLinks: 10_000,
    })
    expect(leecher.peer.slots).toBe(7)
    expect(leecher.peer.pipeline).toEqual({
      mode: 'adaptive',
      depth: 9,
      most: 250,
      neighbours: 9,
      idleLinks: 'wait',
    })
    expect(leecher.peer.endgame).toEqual({
      scope: 'piece',
      threshold: 0.2,
      idleLinksOnly: false,
      mostLinks: 10_000,
    })
    expect([seed.picker, leecher.picker]).toEqual(['rarest-first', 'in-order'])
  })

  it('passes settings to a behaviour, with defaults for the rest', () => {
    const behaviourOf = (behaviour: unknown) => {
      const [, leecher] = settingsOf(sampleDocument({}, { behaviour })).groups
      return [leecher.behaviour, leecher.behaviourSettings]
    }
    expect(behaviourOf('sybil')).toEqual(['sybil', { identities: 5 }])
    expect(behaviourOf({ name: 'sybil', identities: 3 })).toEqual(['sybil', { identities: 3 }])
    expect(behaviourOf({ name: 'have-liar', share: '10%' })).toEqual(['have-liar', { share: 0.1 }])
    expect(behaviourOf(undefined)).toEqual(['honest', {}])
    const expanding = (behaviour: object) => () => settingsOf(sampleDocument({}, { behaviour }))
    expect(expanding({ name: 'colluder', identities: 3 })).toThrow(/behaviour/)
    expect(expanding({ name: 'sybil', identities: 0 })).toThrow(/identities/)
  })

  it('passes settings to a picker, with defaults for the rest', () => {
    const pickerOf = (picker: unknown, peer: object = {}) => {
      const [, leecher] = settingsOf(sampleDocument({ peer }, { picker })).groups
      return [leecher.picker, leecher.pickerSettings]
    }
    const picker = { name: 'streaming', window: 8, urgent: '25%' }
    expect(pickerOf('streaming')).toEqual(['streaming', { window: 20, urgent: 0.8 }])
    expect(pickerOf(picker)).toEqual(['streaming', { window: 8, urgent: 0.25 }])
    expect(pickerOf(undefined, { picker })).toEqual(pickerOf(picker))
    expect(pickerOf('streaming', { picker })).toEqual(pickerOf('streaming'))
    expect(pickerOf({ name: 'random' })).toEqual(['random', {}])
  })

  it('starts a player after ten seconds by default', () => {
    const playbackOf = (playback: unknown) => settingsOf(sampleDocument({ playback })).playback
    expect(playbackOf('1 Mbit/s')).toEqual({ bytesPerSecond: 125_000, startUpSeconds: 10 })
    const playback = { rate: '1 MB/s', startUp: '1 min' }
    expect(playbackOf(playback)).toEqual({ bytesPerSecond: 1e6, startUpSeconds: 60 })
  })

  it('switches off each mechanism alone', () => {
    const off = {
      snubbing: false,
      optimisticSlots: 0,
      strictPriority: false,
      endgame: 'off',
      randomFirstPieces: 0,
    }
    for (const [key, value] of Object.entries(off)) {
      const [, { peer }] = settingsOf(sampleDocument({}, { [key]: value })).groups
      const { scope: endgame, ...game } = peer.endgame
      expect({ ...peer, endgame }).toEqual({
        ...DEFAULT_PEER_SETTINGS,
        endgame: 'torrent',
        [key]: value,
      })
      expect(game).toEqual({ threshold: 0.1, idleLinksOnly: false, mostLinks: 10_000 })
    }
  })

  it('overrides the values of a preset, whose latency range goes with its latency', () => {
    const access = { preset: 'cable', up: '5 Mbit/s', latency: '30 ms', uploadCap: '1 GB' }
    expect(settingsOf(sampleDocument({}, { access })).groups[1].access).toEqual({
      upBytesPerSecond: 625_000,
      downBytesPerSecond: 12_500_000,
      latencySeconds: 0.03,
      latencyToSeconds: 0,
      reachable: true,
      uploadCapBytes: 1e9,
    })
  })

  it.each([
    [
      { kind: 'flash', over: '10 s' },
      { kind: 'flash', atSeconds: 0, overSeconds: 10 },
    ],
    [
      { kind: 'uniform', every: '1 s' },
      { kind: 'uniform', atSeconds: 0, everySeconds: 1 },
    ],
    [
      { kind: 'poisson', every: '20 s' },
      { kind: 'poisson', atSeconds: 0, perSecond: 0.05 },
    ],
    [
      { kind: 'decaying', at: 5, perSecond: 2, timeConstant: '1 d' },
      { kind: 'decaying', atSeconds: 5, perSecond: 2, timeConstantSeconds: 86_400 },
    ],
    [
      { kind: 'trace', at: [1, '2 s'] },
      { kind: 'trace', atSeconds: [1, 2] },
    ],
  ])('reads arrivals %j', (arrive, expected) => {
    const [, leechers] = settingsOf(sampleDocument({}, { arrive, count: 2 })).groups
    expect(leechers.arrivals).toEqual(expected)
  })

  it('has one peer per trace row, or uses the first rows', () => {
    const arrive = { kind: 'trace', at: [1, 2, 3] }
    const counted = (count?: number) => settingsOf(sampleDocument({}, { arrive, count })).groups[1]
    expect(counted()).toMatchObject({ count: 3, arrivals: { atSeconds: [1, 2, 3] } })
    expect(counted(2)).toMatchObject({ count: 2, arrivals: { atSeconds: [1, 2] } })
  })

  it('reads rates of random events from mean times', () => {
    const flaps = { every: '10 min', for: '30 s' }
    const leechers = { abort: '2 h', linkDrops: 'never', flaps, corrupt: '1%' }
    expect(settingsOf(sampleDocument({}, leechers)).groups[1]).toMatchObject({
      abortPerSecond: 1 / 7200,
      linkDropsPerSecond: 0,
      flapsPerSecond: 1 / 600,
      flapSeconds: 30,
      corruptShare: 0.01,
    })
  })

  it('reads events', () => {
    const events = [
      { at: '60 s', do: 'tracker-down' },
      { when: { completed: '50%' }, do: 'kill', group: 'seed' },
      { when: { completed: 1, group: 'leechers' }, do: 'leave', group: 'leechers' },
      { when: 'all-pieces-out', do: 'access', group: 'seed', up: '1 kB/s' },
    ]
    const { downBytesPerSecond } = PRESETS['adsl'].access
    expect(settingsOf(sampleDocument({ events })).events).toEqual([
      { when: { kind: 'at', atSeconds: 60 }, action: { kind: 'tracker-down' } },
      {
        when: { kind: 'completed', share: 0.5, group: null },
        action: { kind: 'kill', group: 'seed' },
      },
      {
        when: { kind: 'completed', share: 1, group: 'leechers' },
        action: { kind: 'leave', group: 'leechers' },
      },
      {
        when: { kind: 'all-pieces-out' },
        action: { kind: 'access', group: 'seed', upBytesPerSecond: 1000, downBytesPerSecond },
      },
    ])
  })

  it('expands to a document that expands to itself', () => {
    const leechers = {
      holds: { from: 0.1, to: '90%' },
      // 1/49 is a rate whose inverse is not 49 again.
      abort: 49,
      flaps: { every: '7 min', for: 3 },
      leave: { ratio: 1.5 },
      arrive: { kind: 'poisson', every: 49 },
      access: { uploadCap: '20 MiB' },
      picker: { name: 'streaming', urgent: '70%' },
      snubbing: false,
    }
    const more = {
      seed: 'x',
      playback: '1 Mbit/s',
      groups: {
        seed: { holds: 'all', leave: { linger: '1 h' }, superSeeding: true },
        some: {
          holds: { pieces: [3, 1] },
          arrive: { kind: 'trace', at: [4] },
          leave: 'on-completion',
          superSeeding: 'least-served',
        },
        leechers,
      },
      events: [
        { when: { completed: '50%', group: 'some' }, do: 'access', group: 'seed', up: 9 },
        { at: 1, do: 'tracker-up' },
        { at: 2, do: 'leave-node', node: 1 },
        { at: 3, do: 'access-node', node: 2, up: '1 kB/s' },
      ],
    }
    const once = expandScenario(sampleDocument(more))
    const twice = expandScenario(JSON.parse(JSON.stringify(once.scenario)))
    expect(twice.settings).toEqual(once.settings)
    expect(twice.scenario).toEqual(once.scenario)
  })

  it('is JSON with comments, and may start with a byte order mark', () => {
    const text = `\uFEFF// one\n${JSON.stringify(sampleDocument())} /* two */`
    expect(parseScenario(text, 'x.json').name).toBe('sample')
  })

  it('takes random seed, time limit and overrides from the caller', () => {
    const options = { seed: '007', until: '2 h', set: ['groups.leechers.count=3'] }
    const { settings } = parseScenario(JSON.stringify(sampleDocument()), 'x.json', options)
    expect(settings).toMatchObject({ seed: '007', untilSeconds: 7200 })
    expect(settings.groups[1].count).toBe(3)
  })
})
