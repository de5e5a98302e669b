import { z } from 'zod'
import type { PlaybackSettings } from '../../sim/settings.js'
import { quantity } from './value.js'

/** A player begins so long after its peer arrives, seconds. */
const DEFAULT_START_UP_SECONDS = 10

const playbackObject = z.strictObject({
  rate: quantity('rate', 'What the player plays.', { above: 0 }),
  startUp: quantity(
    'time',
    'When it begins, after the peer\u2019s arrival: what is not there in time is late. ' +
      'Default: "10 s".',
  ).optional(),
})

/** `playback`: the player that each peer feeds, only to be measured. */
export const playbackSchema = z
  .union([quantity('rate', 'The rate alone.', { above: 0 }), playbackObject], {
    error: 'a rate above 0, e.g. "1 Mbit/s", or {"rate": "1 Mbit/s", "startUp": "10 s"}',
  })
  .describe(
    'Measures of each peer how a player would fare that plays while it downloads; the peers ' +
      'notice nothing. Default: no player.',
  )
  .optional()

/** Fills in a player. */
export function readPlayback(said: z.infer<typeof playbackSchema>): PlaybackSettings | null {
  if (said === undefined) return null
  const { rate, startUp = DEFAULT_START_UP_SECONDS } =
    typeof said === 'number' ? { rate: said } : said
  return { bytesPerSecond: rate, startUpSeconds: startUp }
}

/** The document that says a player in full. */
export function writePlayback({ bytesPerSecond, startUpSeconds }: PlaybackSettings): object {
  return { rate: bytesPerSecond, startUp: startUpSeconds }
}
