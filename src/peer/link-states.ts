/** The states of a link that a client shows next to a neighbour, the most important first. */
export const LINK_STATES = [
  'wanted',
  'choking us',
  'interested',
  'choked by us',
  'optimistic',
  'snubbing us',
  'encrypted',
  'dialled us',
] as const

/** A state of a link, as text for the user. */
export type LinkState = (typeof LINK_STATES)[number]

/** Returns the states that hold, in the order in which they are shown. */
export function statesOf(holds: Readonly<Partial<Record<LinkState, boolean>>>): LinkState[] {
  return LINK_STATES.filter((state) => holds[state])
}
