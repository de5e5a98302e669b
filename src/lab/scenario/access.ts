import { z } from 'zod'
import type { AccessSettings } from '../../sim/settings.js'
import { PRESETS } from './presets.js'
import { choice, flag, quantity } from './value.js'

const preset = choice('an access preset', 'A link under a name.', Object.keys(PRESETS))

const access = z.strictObject({
  preset: preset.describe('Fills in what is not said here. Default: "adsl".').optional(),
  up: quantity('rate', 'What the host can send, headers included.', { above: 0 }).optional(),
  down: quantity('rate', 'What the host can receive, headers included.', { above: 0 }).optional(),
  latency: quantity(
    'time',
    'One way between the host and the core; a path adds up both ends. The preset\u2019s range is ' +
      'dropped if this is said without `latencyTo`.',
  ).optional(),
  latencyTo: quantity(
    'time',
    'If above 0, each host draws its latency uniformly from `latency` to this. Default: 0.',
  ).optional(),
  reachable: flag('False behind a NAT: can dial out, but cannot be dialled.').optional(),
  uploadCap: quantity('size', 'What the host may send in all, or "none".', {
    above: 0,
    words: { none: Number.POSITIVE_INFINITY },
  }).optional(),
})

/** A group's access link: a preset's name, or figures on top of a preset. */
export const accessSchema = z
  .union([preset, access], {
    error: 'an access link: a preset such as "adsl", or {"up": "400 kbit/s", "down": ...}',
  })
  .describe('The link between a host and the network. Default: "adsl".')
  .optional()

/** An access link as read. */
export type AccessDocument = z.infer<typeof accessSchema>

/** Fills in an access link from its preset. */
export function readAccess(said: AccessDocument = {}): AccessSettings {
  if (typeof said === 'string') return PRESETS[said].access
  const base = PRESETS[said.preset ?? 'adsl'].access
  return {
    upBytesPerSecond: said.up ?? base.upBytesPerSecond,
    downBytesPerSecond: said.down ?? base.downBytesPerSecond,
    latencySeconds: said.latency ?? base.latencySeconds,
    latencyToSeconds: said.latencyTo ?? (said.latency === undefined ? base.latencyToSeconds : 0),
    reachable: said.reachable ?? base.reachable,
    uploadCapBytes: said.uploadCap ?? base.uploadCapBytes,
  }
}

/** The document that says an access link in full, as JSON can hold it. */
export function writeAccess(access: AccessSettings): object {
  const cap = access.uploadCapBytes
  return {
    up: access.upBytesPerSecond,
    down: access.downBytesPerSecond,
    latency: access.latencySeconds,
    latencyTo: access.latencyToSeconds,
    reachable: access.reachable,
    uploadCap: Number.isFinite(cap) ? cap : 'none',
  }
}
