import { z } from 'zod'
import type { HoldingSettings, LeavingSettings } from '../../sim/settings.js'
import { accessSchema } from './access.js'
import { arrivalSchema } from './arrival.js'
import { peerKeys } from './peer.js'
import { choice, flag, meanTime, positive, quantity, whole } from './value.js'

const holdsSchema = z
  .union(
    [
      choice('a holding', 'All pieces, or none.', ['all', 'nothing']),
      z.strictObject({
        from: quantity('share', 'A random share of the pieces, drawn for each peer from this'),
        to: quantity('share', '... to this.'),
      }),
      z.strictObject({
        pieces: z
          .array(whole('A piece, counted from 0.', 0, 1 << 20), { error: 'a list of pieces' })
          .describe('Exactly these pieces.'),
      }),
    ],
    { error: 'a holding: "all", "nothing", {"from": "10%", "to": "90%"} or {"pieces": [0, 1]}' },
  )
  .describe('What each peer holds when it arrives. Default: "nothing".')
  .optional()

const leaveSchema = z
  .union(
    [
      choice('a way to leave', 'Never, or at once when complete.', ['stay', 'on-completion']),
      z.strictObject({
        linger: quantity('time', 'Stays as a seed for an exponential time of this mean.', {
          above: 0,
        }),
      }),
      z.strictObject({
        ratio: positive('Stays until it has uploaded so many times the torrent\u2019s size.'),
      }),
      z.strictObject({
        at: quantity('share', 'Leaves, though incomplete, once it holds this much of the pieces.', {
          above: 0,
        }),
      }),
    ],
    {
      error:
        'a way to leave: "stay", "on-completion", {"linger": "600 s"}, {"ratio": 1} or ' +
        '{"at": "95%"}',
    },
  )
  .describe('What a peer does once it is complete, or nearly. Default: "stay".')
  .optional()

const flapsSchema = z.strictObject({
  every: meanTime('Mean time between two outages of a host.'),
  for: quantity('time', 'How long an outage lasts.', { above: 0 }),
})

const groupKeys = {
  count: whole(
    'How many peers there are; a trace\u2019s rows if it has one, else 1.',
    0,
  ).optional(),
  holds: holdsSchema,
  access: accessSchema,
  arrive: arrivalSchema,
  leave: leaveSchema,
  abort: meanTime('Mean time until an incomplete peer gives up. Default: "never".').optional(),
  linkDrops: meanTime(
    'Mean time until one of a peer\u2019s links breaks. Default: "never".',
  ).optional(),
  flaps: flapsSchema.describe('Outages of the whole host. Default: none.').optional(),
  corrupt: quantity('share', 'Share of the sent blocks that are corrupt. Default: 0.').optional(),
  freeRider: flag(
    'Whether the summary counts these peers as free riders. Default: false.',
  ).optional(),
}

/** One group of like peers. */
export function groupSchema() {
  return z.strictObject({ ...groupKeys, ...peerKeys() })
}

/** A group as read. */
export type GroupDocument = z.infer<ReturnType<typeof groupSchema>>

/** Fills in what peers hold. */
export function readHolding(said: GroupDocument['holds'] = 'nothing'): HoldingSettings {
  if (typeof said === 'string') return { kind: said }
  if ('pieces' in said) return { kind: 'pieces', pieces: said.pieces }
  return { kind: 'share', from: said.from, to: said.to }
}

/** The document that says what peers hold. */
export function writeHolding(holds: HoldingSettings): unknown {
  if (holds.kind === 'pieces') return { pieces: [...holds.pieces] }
  if (holds.kind === 'share') return { from: holds.from, to: holds.to }
  return holds.kind
}

/** Fills in how peers leave. */
export function readLeaving(said: GroupDocument['leave'] = 'stay'): LeavingSettings {
  if (typeof said === 'string') return { kind: said }
  if ('ratio' in said) return { kind: 'ratio', ratio: said.ratio }
  if ('at' in said) return { kind: 'share', share: said.at }
  return { kind: 'linger', meanSeconds: said.linger }
}

/** The document that says how peers leave. */
export function writeLeaving(leaving: LeavingSettings): unknown {
  if (leaving.kind === 'linger') return { linger: leaving.meanSeconds }
  if (leaving.kind === 'ratio') return { ratio: leaving.ratio }
  if (leaving.kind === 'share') return { at: leaving.share }
  return leaving.kind
}
