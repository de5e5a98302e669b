import type { Measurements } from '../../lab/run/measurements.js'

/** In words, why nobody can finish any more and who that is; empty if a run ended otherwise. */
export function stuckReason({ ended, peers, groupNames }: Measurements): string {
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
    `Stopped early: ${count === 1 ? '1 peer' : `${count} peers`} (${who}) cannot finish. That is ` +
    'certain, since nobody who is there or still to come holds a piece that they lack.\n'
  )
}
