import { z } from 'zod'
import type { HoldingSettings, LeavingSettings } from '../../sim/settings.js'
import { accessSchema } from './access.js'
import { arrivalSchema } from './arrival.js'
import { peerKeys } from './peer.js'
import {
  choice,
  flag,
  meanTime,
  optionalKey,
  positive,
  quantity,
  whole,
  withDefault,
  withExample,
} from './value.js'

const holdsSchema = withDefault(
  withExample(
    z.union(
      [
        choice('a holding', 'All pieces, or none.', ['all', 'nothing']),
        z.strictObject({
          from: withExample(
            quantity('share', 'Each peer holds a random share of the pieces: the least share.'),
            '10%',
          ),
          to: withExample(quantity('share', 'The greatest share.'), '90%'),
        }),
        z.strictObject({
          pieces: withExample(
            z
              .array(whole('A piece, counted from 0.', 0, 1 << 20), { error: 'a list of pieces' })
              .describe('Exactly these pieces, counted from 0.'),
            [0, 1],
          ),
        }),
      ],
      { error: 'a holding: "all", "nothing", {"from": "10%", "to": "90%"} or {"pieces": [0, 1]}' },
    ),
    'all',
  ).describe('The pieces that each peer holds when it arrives. "all" makes it a seed.'),
  'nothing',
)

const leaveSchema = withDefault(
  withExample(
    z.union(
      [
        choice(
          'a way to leave',
          '"stay": never. "on-completion": at the instant it is complete. What it was sending ' +
            'and what is requested of it is lost, and it gives back only what it sent while ' +
            'downloading: last pieces get rarer and downloads slower than where peers stay for a ' +
            'while. "after-uploads": once complete it accepts no further request, serves those ' +
            'that it has, and leaves.',
          ['stay', 'on-completion', 'after-uploads'],
        ),
        z.strictObject({
          linger: withExample(
            z
              .union(
                [
                  withExample(
                    quantity('time', 'Seeds for an exponentially distributed time of this mean.', {
                      above: 0,
                    }),
                    '600 s',
                  ),
                  z.strictObject({
                    fixed: withExample(
                      quantity('time', 'Seeds for exactly this time.', { above: 0 }),
                      '20 s',
                    ),
                  }),
                ],
                { error: 'a time to linger: "600 s" on average, or {"fixed": "20 s"}' },
              )
              .describe(
                'Seeds for a time: a random one of this mean, or exactly {"fixed": "20 s"}.',
              ),
            '600 s',
          ),
        }),
        z.strictObject({
          ratio: withExample(
            positive('Seeds until it has uploaded this many times the size of the torrent.'),
            1,
          ),
        }),
        z.strictObject({
          at: withExample(
            quantity('share', 'Leaves once it holds this share of the pieces, complete or not.', {
              above: 0,
            }),
            '95%',
          ),
        }),
      ],
      {
        error:
          'a way to leave: "stay", "on-completion", "after-uploads", {"linger": "600 s"}, ' +
          '{"linger": {"fixed": "20 s"}}, {"ratio": 1} or {"at": "95%"}',
      },
    ),
    'on-completion',
  ).describe('When a peer leaves the swarm.'),
  'stay',
)

const flapsSchema = z.strictObject({
  every: withExample(meanTime('Mean time between two outages of a host.'), '10 min'),
  for: withExample(quantity('time', 'The length of an outage.', { above: 0 }), '30 s'),
})

const groupKeys = {
  count: optionalKey(
    withExample(whole('The number of peers.', 0), 100),
    '1, or the number of rows of a trace',
  ),
  holds: holdsSchema,
  access: accessSchema,
  arrive: arrivalSchema,
  leave: leaveSchema,
  abort: withDefault(meanTime('Mean time until an incomplete peer gives up and leaves.'), 'never'),
  linkDrops: withDefault(meanTime('Mean time until a link of the peer breaks.'), 'never'),
  flaps: optionalKey(
    withExample(flapsSchema, { every: '10 min', for: '30 s' }).describe(
      'Outages during which the host is offline: nothing is sent or received, and nobody is told.',
    ),
    'none',
  ),
  corrupt: withDefault(quantity('share', 'Share of the sent blocks that are corrupt.'), '0%'),
  freeRider: withDefault(
    flag('Whether the summary counts these peers as free riders. It changes no behaviour.'),
    false,
  ),
}

/** One group of peers with equal settings. */
export function groupSchema() {
  return z.strictObject({ ...groupKeys, ...peerKeys() })
}

/** A group as read. */
export type GroupDocument = z.infer<ReturnType<typeof groupSchema>>

/** Reads the pieces that peers hold on arrival. */
export function readHolding(document: GroupDocument['holds'] = 'nothing'): HoldingSettings {
  if (typeof document === 'string') return { kind: document }
  if ('pieces' in document) return { kind: 'pieces', pieces: document.pieces }
  return { kind: 'share', from: document.from, to: document.to }
}

/** Writes the pieces that peers hold on arrival. */
export function writeHolding(holds: HoldingSettings): unknown {
  if (holds.kind === 'pieces') return { pieces: [...holds.pieces] }
  if (holds.kind === 'share') return { from: holds.from, to: holds.to }
  return holds.kind
}

/** Reads when peers leave. */
export function readLeaving(document: GroupDocument['leave'] = 'stay'): LeavingSettings {
  if (typeof document === 'string') return { kind: document }
  if ('ratio' in document) return { kind: 'ratio', ratio: document.ratio }
  if ('at' in document) return { kind: 'share', share: document.at }
  const { linger } = document
  if (typeof linger === 'object') return { kind: 'linger-fixed', seconds: linger.fixed }
  return { kind: 'linger', meanSeconds: linger }
}

/** Writes when peers leave. */
export function writeLeaving(leaving: LeavingSettings): unknown {
  if (leaving.kind === 'linger') return { linger: leaving.meanSeconds }
  if (leaving.kind === 'linger-fixed') return { linger: { fixed: leaving.seconds } }
  if (leaving.kind === 'ratio') return { ratio: leaving.ratio }
  if (leaving.kind === 'share') return { at: leaving.share }
  return leaving.kind
}
