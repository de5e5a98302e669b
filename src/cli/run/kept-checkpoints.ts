import type { Manifest } from '../../machine/output/manifest.js'
import type { Checkpoint, Trace } from '../../sim/trace.js'

/** The checkpoints of a run, as its manifest has them. */
export type KeptCheckpoints = NonNullable<Manifest['traceCheckpoints']>

/** A checkpoint as read; older versions wrote only digests. */
export type KeptCheckpoint = Pick<Checkpoint, 'digest'> & Partial<Checkpoint>

/** Packs the checkpoints of a run into text for its manifest. */
export function keptCheckpoints({
  messagesPerCheckpoint: wordsPerCheckpoint,
  checkpoints,
}: Trace): KeptCheckpoints {
  const each = checkpoints.map(({ digest, event, seconds }) => `${digest} ${event} ${seconds}`)
  return { wordsPerCheckpoint, checkpoints: each.join(',') }
}

/** Reads what `keptCheckpoints` wrote, or the list of digests of an older version. */
export function readCheckpoints(kept: string | readonly string[]): KeptCheckpoint[] {
  const each = typeof kept === 'string' ? kept.split(',') : kept
  return each
    .filter((one) => one !== '')
    .map((one) => {
      const [digest, event, seconds] = one.split(' ')
      if (event === undefined) return { digest }
      return { digest, event: Number(event), seconds: Number(seconds) }
    })
}
