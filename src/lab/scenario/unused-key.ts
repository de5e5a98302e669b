import { DEFAULT_PEER_SETTINGS } from '../../peer/settings.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'

/** Keys of `pipeline` that only the mode "spread" reads. */
const SPREAD_KEYS = ['idleLinks', 'neighbours'] as const

const EVERY_KEY = Object.keys(DEFAULT_PEER_SETTINGS.pipeline)

/** Notes a hint for each key that a document gives and no peer reads. */
export function noteUnusedKeys({ groups }: SwarmSettings, source: ScenarioSource): void {
  const spreads = (group: SwarmSettings['groups'][number]) => group.peer.pipeline.mode === 'spread'
  if (!groups.some(spreads)) noteIn(['peer'], source)
  for (const group of groups) if (!spreads(group)) noteIn(['groups', group.name], source)
}

function noteIn(path: ScenarioPath, source: ScenarioSource): void {
  const pipeline = source.valueAt([...path, 'pipeline']) ?? {}
  // A scenario that is written out in full gives every key, used or not.
  if (EVERY_KEY.every((key) => Object.hasOwn(pipeline, key))) return
  for (const key of SPREAD_KEYS) {
    if (!Object.hasOwn(pipeline, key)) continue
    source.hint(`"pipeline.${key}" does nothing without "mode": "spread" in the same pipeline`)
  }
}
