import fc from 'fast-check'
import { BEHAVIOURS } from '../../src/policy/behaviours.js'
import { CHOKERS, PICKERS } from '../../src/policy/catalogue.js'
import { settingsOf } from './swarm-sample.js'

const BLOCK = 16_384

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const seconds = (least: number, most: number) => fc.integer({ min: least, max: most })

const access = fc.oneof(
  oneOf('adsl', 'fast', 'slow', 'fibre', 'mobile'),
  fc.record({
    up: fc.integer({ min: 20_000, max: 3_000_000 }),
    down: fc.integer({ min: 30_000, max: 5_000_000 }),
    latency: oneOf('0 s', '1 ms', '30 ms', '200 ms'),
    latencyTo: oneOf('0 s', '250 ms'),
    reachable: oneOf(true, true, false),
    uploadCap: oneOf<unknown>('none', 'none', 400_000),
  }),
)

const arrive = fc.oneof(
  fc.record({ kind: oneOf('flash'), at: seconds(0, 20), over: seconds(0, 30) }),
  fc.record({ kind: oneOf('uniform'), at: seconds(0, 20), every: oneOf('1 s', '7 s') }),
  fc.record({ kind: oneOf('poisson'), every: oneOf('1 s', '10 s') }),
  fc.record({ kind: oneOf('decaying'), perSecond: oneOf(0.2, 1), timeConstant: oneOf('20 s') }),
)

const leave = oneOf<unknown>(
  'stay',
  'on-completion',
  { linger: '30 s' },
  { ratio: 0.5 },
  { at: '80%' },
)

const superSeeding = oneOf<unknown>(false, true, 'least-served')

const behaviour = {
  choker: oneOf(...Object.keys(CHOKERS)),
  seedChoker: oneOf(...Object.keys(CHOKERS)),
  picker: oneOf<unknown>(
    ...Object.keys(PICKERS),
    { name: 'streaming', window: 1, urgent: 1 },
    { name: 'streaming', window: 300, urgent: '10%' },
  ),
  behaviour: oneOf<unknown>(
    'honest',
    ...Object.keys(BEHAVIOURS),
    { name: 'have-liar', share: 1 },
    { name: 'sybil', identities: 2 },
  ),
  slots: oneOf(1, 4, 8),
  optimisticSlots: oneOf(0, 1),
  randomFirstPieces: oneOf(0, 1, 4),
  strictPriority: fc.boolean(),
  startedPieces: oneOf('rarest', 'equally-rare', 'oldest'),
  snubbing: fc.boolean(),
  superSeeding,
  endgame: oneOf<unknown>('torrent', 'piece', 'off', { scope: 'piece', threshold: '50%' }),
  pipeline: fc.record({
    mode: oneOf('fixed', 'adaptive', 'spread'),
    depth: oneOf(1, 5, 20),
    most: oneOf(20, 250),
    neighbours: oneOf(1, 3, 9),
    idleLinks: oneOf('wait', 'begin'),
  }),
  links: oneOf({ dialLinks: 2, maxLinks: 4 }, { dialLinks: 40, maxLinks: 80 }),
  reannounceBelowLinks: oneOf(0, 20),
}

const group = fc
  .record({
    count: fc.integer({ min: 1, max: 8 }),
    holds: oneOf<unknown>('nothing', 'nothing', { from: '10%', to: '90%' }, { pieces: [0] }),
    access,
    arrive,
    leave,
    abort: oneOf('never', 'never', '200 s'),
    linkDrops: oneOf('never', '100 s'),
    flaps: oneOf(undefined, undefined, { every: '60 s', for: '8 s' }),
    corrupt: oneOf(0, 0, 0.05),
    ...behaviour,
  })
  .map(({ flaps, links, ...rest }) =>
    flaps === undefined ? { ...rest, ...links } : { ...rest, ...links, flaps },
  )

const outage = [
  { at: '5 s', do: 'tracker-down' },
  { at: '60 s', do: 'tracker-up' },
]
const happening = oneOf<readonly object[]>(
  [],
  [],
  outage,
  [{ when: 'all-pieces-out', do: 'kill', group: 'seed' }],
  [{ when: { completed: '30%' }, do: 'leave', group: 'seed' }],
  [{ at: '20 s', do: 'access', group: 'seed', up: 60_000, down: 90_000 }, ...outage],
)

/** Generates small swarms with a reachable seed, and their events. */
export const swarms = fc
  .record({
    pieceBlocks: oneOf(1, 3, 4),
    pieces: fc.integer({ min: 2, max: 20 }),
    shortBy: fc.integer({ min: 0, max: BLOCK + 5000 }),
    seedUp: oneOf(50_000, 300_000, 2_000_000),
    groups: fc.array(group, { minLength: 1, maxLength: 3 }),
    events: happening,
    superSeeding,
    slowStart: fc.boolean(),
    window: oneOf(BLOCK, 65_536, 1 << 20),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
  })
  .map(({ pieceBlocks, pieces, shortBy, seedUp, groups, events, ...rest }) => {
    const { superSeeding, slowStart, window, seed } = rest
    const pieceLength = pieceBlocks * BLOCK
    const size = pieces * pieceLength - Math.min(shortBy, pieceLength - 1)
    const access = { up: seedUp, down: 100_000, latency: '5 ms' }
    const origin = { holds: 'all', access, superSeeding }
    const others = Object.fromEntries(groups.map((one, i) => [`group-${i}`, one]))
    return settingsOf(
      { seed: origin, ...others },
      {
        torrent: { size, pieceLength },
        network: { slowStart, window },
        tracker: { interval: '120 s', minInterval: '30 s' },
        events,
        seed,
        until: '30 min',
      },
    )
  })
