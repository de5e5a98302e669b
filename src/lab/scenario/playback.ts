import { z } from 'zod'
import type { PlaybackSettings } from '../../sim/settings.js'
import { DEFAULT_START_UP_SECONDS } from './defaults.js'
import { formatSeconds } from './units.js'
import { optionalKey, quantity, withDefault, withExample } from './value.js'

const playbackObject = z.strictObject({
  rate: withExample(
    quantity('rate', 'The bit rate of the content, which the player consumes.', { above: 0 }),
    '1 Mbit/s',
  ),
  startUp: withDefault(
    quantity(
      'time',
      'Delay from the peer\u2019s arrival to the start of playback. A piece that is missing when ' +
        'it is due counts as late.',
    ),
    formatSeconds(DEFAULT_START_UP_SECONDS),
  ),
})

/** `playback`: a player that each peer feeds, which is measured only. */
export const playbackSchema = optionalKey(
  withExample(
    z.union(
      [
        quantity('rate', 'The bit rate alone, with the default start-up delay.', { above: 0 }),
        playbackObject,
      ],
      { error: 'a rate above 0, e.g. "1 Mbit/s", or {"rate": "1 Mbit/s", "startUp": "10 s"}' },
    ),
    { rate: '1 Mbit/s', startUp: '30 s' },
  ).describe(
    'Measures how a player that plays while it downloads would fare at each peer. The peers ' +
      'themselves do not change.',
  ),
  'no player',
)

/** Completes a player. */
export function readPlayback(document: z.infer<typeof playbackSchema>): PlaybackSettings | null {
  if (document === undefined) return null
  const { rate, startUp = DEFAULT_START_UP_SECONDS } =
    typeof document === 'number' ? { rate: document } : document
  return { bytesPerSecond: rate, startUpSeconds: startUp }
}

/** Writes a player in full. */
export function writePlayback({ bytesPerSecond, startUpSeconds }: PlaybackSettings): object {
  return { rate: bytesPerSecond, startUp: startUpSeconds }
}
