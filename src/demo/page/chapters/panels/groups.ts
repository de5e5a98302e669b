import { leechersOf } from '../../../chapters/measure.js'
import type { ChapterRun } from '../../../chapters/run.js'

/** The leechers of a group. */
export interface LeecherGroup {
  readonly name: string
  readonly group: number
  readonly hosts: readonly number[]
}

/** The groups with leechers in them, in the order of the scenario. */
export function leecherGroups(run: ChapterRun): LeecherGroup[] {
  return run.measurements.groupNames
    .map((name, group) => ({ name, group, hosts: leechersOf(run, name) }))
    .filter(({ hosts }) => hosts.length > 0)
}
