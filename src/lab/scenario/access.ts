import { z } from 'zod'
import type { AccessSettings } from '../../sim/settings.js'
import { DEFAULT_PRESET } from './defaults.js'
import { PRESETS } from './presets.js'
import { choice, flag, optionalKey, quantity, withDefault, withExample } from './value.js'

const PRESET_VALUE = 'that of the preset'

const preset = choice(
  'an access preset (see `sim list presets`)',
  'The name of an access preset.',
  Object.keys(PRESETS),
)

const access = z.strictObject({
  preset: withDefault(
    preset.describe('The preset that supplies every value left out here.'),
    DEFAULT_PRESET,
  ),
  up: optionalKey(
    withExample(quantity('rate', 'Uplink capacity, headers included.', { above: 0 }), '400 kbit/s'),
    PRESET_VALUE,
  ),
  down: optionalKey(
    withExample(
      quantity('rate', 'Downlink capacity, headers included.', { above: 0 }),
      '1500 kbit/s',
    ),
    PRESET_VALUE,
  ),
  latency: optionalKey(
    withExample(
      quantity(
        'time',
        'One-way delay between the host and the core. A path adds the latencies of both ends.',
      ),
      '20 ms',
    ),
    PRESET_VALUE,
  ),
  latencyTo: optionalKey(
    withExample(
      quantity(
        'time',
        'If above 0, each host draws its latency uniformly between `latency` and this.',
      ),
      '60 ms',
    ),
    '0 if `latency` is given, else that of the preset',
  ),
  reachable: optionalKey(
    flag('False behind a NAT: the host can dial, but nobody can dial it.'),
    PRESET_VALUE,
  ),
  uploadCap: optionalKey(
    quantity(
      'size',
      'Traffic quota: the bytes that the host may send in all, headers included, or "none".',
      { above: 0, words: { none: Number.POSITIVE_INFINITY } },
    ),
    PRESET_VALUE,
  ),
})

/** A group's access link: the name of a preset, or values that replace those of a preset. */
export const accessSchema = withDefault(
  withExample(
    z.union([preset, access], {
      error: 'an access link: a preset such as "adsl", or {"up": "400 kbit/s", "down": ...}',
    }),
    { preset: 'adsl', up: '1 Mbit/s' },
  ).describe('The access link of each host of the group: a preset, or values over a preset.'),
  DEFAULT_PRESET,
)

/** An access link as read. */
export type AccessDocument = z.infer<typeof accessSchema>

/** Completes an access link from its preset. */
export function readAccess(document: AccessDocument = {}): AccessSettings {
  if (typeof document === 'string') return PRESETS[document].access
  const base = PRESETS[document.preset ?? DEFAULT_PRESET].access
  // The preset's range starts at the preset's latency, so a latency of one's own drops it.
  const latencyToSeconds = document.latency === undefined ? base.latencyToSeconds : 0
  return {
    upBytesPerSecond: document.up ?? base.upBytesPerSecond,
    downBytesPerSecond: document.down ?? base.downBytesPerSecond,
    latencySeconds: document.latency ?? base.latencySeconds,
    latencyToSeconds: document.latencyTo ?? latencyToSeconds,
    reachable: document.reachable ?? base.reachable,
    uploadCapBytes: document.uploadCap ?? base.uploadCapBytes,
  }
}

/** Writes an access link in full, in plain JSON values. */
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
