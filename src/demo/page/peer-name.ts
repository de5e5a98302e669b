import type { Recording } from '../../replay/recording.js'
import { memberName, t } from '../words/words.js'

/** Returns a peer's group and its number there from 0, which it keeps in every run. */
export function groupAndIndex(
  { header, hosts }: Recording,
  host: number,
): readonly [group: string, index: number] {
  const group = hosts.group[host]
  return [header.groups[group].name, host - hosts.group.indexOf(group)]
}

/** Returns a peer's name: its group and its number in it, or the group if it is alone there. */
export function peerName(recording: Recording, host: number): string {
  const [name, index] = groupAndIndex(recording, host)
  const { count } = recording.header.groups[recording.hosts.group[host]]
  const member = memberName(name)
  return count === 1 ? member : t('peerName', { group: member, n: index + 1 })
}

/** Returns the peer of another run with the same group and number there; null if it has none. */
export function counterpart(of: Recording, host: number, other: Recording): number | null {
  if (of === other) return host
  const [name, index] = groupAndIndex(of, host)
  const group = other.header.groups.findIndex((each) => each.name === name)
  if (group < 0 || index >= other.header.groups[group].count) return null
  return other.hosts.group.indexOf(group) + index
}
