import type { ComponentType } from 'preact'
import type { Act, Chapter } from '../../chapters/chapter.js'
import { FreeRiderMap } from './free-rider-map.js'
import { KnobsAct } from './knobs-act.js'
import { LeaveEarlier } from './leave-earlier.js'
import { Presets } from './presets.js'

/** A component for what the reader may do at the end of a chapter. */
export type ActView = ComponentType<{ readonly of: Chapter }>

/**
 * What the reader may do, by its kind. A chapter whose act is missing here offers its sliders, or
 * another random seed, and leaves its last text out. To add an act, add a line.
 */
export const ACTS: Readonly<Partial<Record<Act['kind'], ActView>>> = {
  knobs: KnobsAct,
  'leave-earlier': LeaveEarlier,
  map: FreeRiderMap,
  sandbox: Presets,
}
