import type { ChokeReason, LinkView } from '../../peer/policy.js'

/** Why a link that would be served as soon as its turn came is not. */
export function idleReason(links: LinkView, link: number): ChokeReason {
  return links.interested[link] === 0 ? 'not-interested' : 'slots-full'
}
