import type { Recording } from '../../replay/recording.js'
import { groupName, t } from '../words/words.js'

/** Returns a peer's name: its group and its number in it, or the group if it is alone there. */
export function peerName({ header, hosts }: Recording, host: number): string {
  const group = hosts.group[host]
  const { name, count } = header.groups[group]
  return count === 1
    ? groupName(name)
    : t('peerName', { group: groupName(name), n: host - hosts.group.indexOf(group) + 1 })
}
