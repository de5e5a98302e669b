import { BEHAVIOURS } from '../../policy/behaviours.js'
import { CHOKERS, defaultSettings, PICKERS } from '../../policy/catalogue.js'
import type { GroupSettings, SwarmSettings } from '../../sim/settings.js'
import { ScenarioError } from '../scenario/error.js'
import { nearest } from '../scenario/suggestion.js'

/** An entry of a tournament: a choker, a piece picker or a behaviour, by name. */
export interface Entry {
  readonly name: string
  /** The settings that it changes in a group. */
  readonly plays: Partial<
    Pick<GroupSettings, 'choker' | 'seedChoker' | 'picker' | 'behaviour' | 'behaviourSettings'>
  >
}

/** Returns the entry of a name; throws a ScenarioError that suggests the nearest name. */
export function entryNamed(name: string): Entry {
  if (Object.hasOwn(CHOKERS, name)) {
    // A free rider uploads nothing after it has completed, too.
    return { name, plays: name === 'none' ? { choker: name, seedChoker: name } : { choker: name } }
  }
  if (Object.hasOwn(PICKERS, name)) return { name, plays: { picker: name } }
  if (Object.hasOwn(BEHAVIOURS, name)) {
    const behaviourSettings = defaultSettings(BEHAVIOURS[name].settings)
    return { name, plays: { behaviour: name, behaviourSettings } }
  }
  const names = [CHOKERS, PICKERS, BEHAVIOURS].flatMap(Object.keys)
  const suggestion = nearest(name, names) ?? ''
  const place = { file: 'entries', path: '', line: 0, column: 0 }
  const expected = 'a choker, a piece picker or a behaviour'
  throw new ScenarioError([{ ...place, expected, found: `"${name}"`, suggestion }])
}

/** Divides the peers of one group among entries. */
export function mixedSwarm(
  settings: SwarmSettings,
  group: GroupSettings,
  parts: readonly { readonly entry: Entry; readonly count: number }[],
): SwarmSettings {
  const groups = settings.groups.flatMap((other) =>
    other !== group
      ? [other]
      : parts.map(({ entry, count }) => ({ ...group, ...entry.plays, name: entry.name, count })),
  )
  return { ...settings, groups }
}

/**
 * Returns the group whose peers play: the only group of leechers, or the named one. Throws a
 * ScenarioError if there is no such group.
 */
export function playersOf(settings: SwarmSettings, file: string, named?: string): GroupSettings {
  const able = settings.groups.filter(({ holds }) => holds.kind !== 'all')
  const chosen = able.filter(({ name }) => named === undefined || name === named)
  if (chosen.length === 1 && chosen[0].count >= 4) return chosen[0]
  const names = able.map(({ name }) => name)
  const found = chosen.length === 1 ? `${chosen[0].count} peers` : (named ?? names.join(', '))
  const expected = 'one group of at least 4 leechers, or --group with the name of one'
  const suggestion = named === undefined ? '' : (nearest(named, names) ?? '')
  throw new ScenarioError([
    { file, path: 'groups', expected, found, suggestion, line: 0, column: 0 },
  ])
}
