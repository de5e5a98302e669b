import { CHOKERS, PICKERS, type PluginStamp } from '../../policy/catalogue.js'
import type { GroupSettings } from '../../sim/settings.js'
import { fingerprint } from '../files/fingerprint.js'

export type { PluginStamp } from '../../policy/catalogue.js'

/** A plug-in that peers of a swarm use, as results record it. */
export interface UsedPlugin extends PluginStamp {
  readonly kind: 'choker' | 'picker'
  readonly name: string
}

type Groups = readonly Pick<GroupSettings, 'choker' | 'seedChoker' | 'picker'>[]

/** Returns the plug-ins among the policies of groups, each once; unknown names are ignored. */
export function pluginsOf(groups: Groups): UsedPlugin[] {
  const chokers = new Set(groups.flatMap(({ choker, seedChoker }) => [choker, seedChoker]))
  const pickers = new Set(groups.map(({ picker }) => picker))
  const stamped = (kind: UsedPlugin['kind'], name: string, stamp: PluginStamp | undefined) =>
    stamp === undefined ? [] : [{ kind, name, ...stamp }]
  return [
    ...[...chokers].flatMap((name) => stamped('choker', name, CHOKERS[name]?.plugin)),
    ...[...pickers].flatMap((name) => stamped('picker', name, PICKERS[name]?.plugin)),
  ]
}

/** Returns a fingerprint of data that also changes with the plug-ins that the groups use. */
export function fingerprintWith(groups: Groups, data: unknown): string {
  const plugins = pluginsOf(groups).map(({ kind, name, sha256 }) => [kind, name, sha256])
  return fingerprint(plugins.length === 0 ? data : [data, plugins])
}
