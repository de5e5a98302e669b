import { expect, it } from 'vitest'
import { durations, run, settingsOf } from '../../sim/swarm-sample.js'
import { pairedT } from '../paired-t.js'

/** Returns the mean time of eight free riders or eight colluders. */
function meanSeconds(behaviour: string, seed: number): number {
  const crowd = { arrive: { kind: 'flash', over: '10 s' }, leave: 'on-completion' }
  const groups = {
    seed: { holds: 'all', access: 'origin' },
    crowd: { ...crowd, count: 20 },
    cheats: { ...crowd, count: 8, choker: 'none', seedChoker: 'none', behaviour },
  }
  const times = durations(run(settingsOf(groups, { torrent, seed })), 2)
  return times.reduce((a, b) => a + b) / times.length
}
const torrent = { size: '8 MiB', pieceLength: '128 KiB' }

// Colluders serve each other instead of no one. Of ten pairs, t exceeds 3.25 by chance once in 200.
it('colluders finish sooner than as many plain free riders', () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1)
  const gains = seeds.map((seed) => meanSeconds('colluder', seed) - meanSeconds('honest', seed))
  expect(pairedT(gains)).toBeLessThan(-3.25)
})
