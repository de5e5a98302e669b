import type { ChokeReason, LinkView } from '../../peer/policy.js'

/** Returns why a link that is choked for no other reason is not served. */
export function idleReason(links: LinkView, link: number): ChokeReason {
  return links.interested[link] === 0 ? 'not-interested' : 'slots-full'
}
