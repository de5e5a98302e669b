import type { Manifest } from '../../machine/output/manifest.js'
import type { Checkpoint, Trace } from '../../sim/trace.js'

/** What a manifest keeps of where a run was on its way. */
export type Kept = NonNullable<Manifest['traceCheckpoints']>

/** A checkpoint as read; a result of an older version has digests alone. */
export type KeptCheckpoint = Pick<Checkpoint, 'digest'> & Partial<Checkpoint>

/** The checkpoints of a run, as its manifest is to keep them. */
export function keptCheckpoints({
  messagesPerCheckpoint: wordsPerCheckpoint,
  checkpoints,
}: Trace): Kept {
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
