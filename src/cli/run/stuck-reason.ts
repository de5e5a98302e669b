import type { Measurements } from '../../lab/run/measurements.js'

/** Says which peers can no longer finish and why; empty unless the run ended for that reason. */
export function stuckReason({ ended, stuckReason, peers, groupNames }: Measurements): string {
  if (ended !== 'stuck') return ''
  const left = new Map<string, number>()
  let count = 0
  for (let i = 0; i < peers.count; i++) {
    const here = !Number.isNaN(peers.arrivalSeconds[i]) && Number.isNaN(peers.departureSeconds[i])
    if (!here || peers.startShare[i] >= 1 || !Number.isNaN(peers.completionSeconds[i])) continue
    const group = groupNames[peers.group[i]]
    left.set(group, (left.get(group) ?? 0) + 1)
    count++
  }
  const who = [...left].map(([group, members]) => `${members} of "${group}"`).join(', ')
  return (
    `Stopped early: ${count === 1 ? '1 peer' : `${count} peers`} (${who}) cannot finish.\n` +
    `${REASONS[stuckReason ?? 'no-copy']}\n`
  )
}

const REASONS: Readonly<Record<NonNullable<Measurements['stuckReason']>, string>> = {
  'no-copy': 'At least one piece is held by no peer, present or still to arrive.',
  'no-sender':
    'Those that hold the missing pieces never upload them: their choker is "none", or all ' +
    'blocks that they send are corrupt.',
  'no-contact': 'The tracker stays down, and no peer has a link or knows an address.',
  'no-path':
    'Peers have lost their parents, the model does not heal, and no links lead from all pieces ' +
    'to a peer that lacks some.',
}
