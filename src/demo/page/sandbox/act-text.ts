import { groupName, memberName, number, t } from '../../words/words.js'
import type { Act, PeerName } from './acts.js'

/** Returns what an act does, as a short sentence. */
export function actText(act: Act): string {
  const percent = (share: number) => number(share * 100)
  switch (act.do) {
    case 'tracker-down':
    case 'tracker-up':
      return t(`act-${act.do}`)
    case 'kill':
    case 'leave':
      return t(`act-${act.do}`, { group: groupName(act.group) })
    case 'access':
      return t('act-access', {
        group: groupName(act.group),
        up: percent(act.up),
        down: percent(act.down),
      })
    case 'add':
      return t('act-add', { group: groupName(act.group), n: act.count })
    case 'access-node':
      return t('act-access-node', {
        peer: nameText(act.peer),
        up: percent(act.up),
        down: percent(act.down),
      })
    case 'policy':
    case 'policy-node':
      return t(`act-${act.do}`, {
        ...('group' in act ? { group: act.group } : { peer: nameText(act.peer) }),
        choker: act.choker === '' ? t('asItIs') : act.choker,
        n: act.slots,
        optimistic: act.optimisticSlots,
      })
    case 'flap-node':
      return t('act-flap-node', { peer: nameText(act.peer), n: number(act.for) })
    default:
      return t(`act-${act.do}`, { peer: nameText(act.peer) })
  }
}

/** Returns a peer's name, by its group and its number there from 0. */
export function nameText([group, index]: PeerName): string {
  return t('peerName', { group: memberName(group), n: index + 1 })
}
