import { expect, it } from 'vitest'
import { run, settingsOf } from '../../sim/swarm-sample.js'

const SEEDS = ['1', '2', '3', '4', '5', '6', '7']

/** Returns the most bytes that any leecher of a swarm of three classes has served. */
function mostServed(choker: string, seed: string): number {
  const crowd = (preset: string) => ({
    count: 15,
    access: preset,
    arrive: { kind: 'flash', over: '10 s' },
    leave: 'on-completion',
  })
  const settings = settingsOf(
    {
      seed: { holds: 'all', access: 'origin' },
      fast: crowd('fast'),
      middling: crowd('adsl'),
      slow: crowd('slow'),
    },
    { torrent: { size: '20 MiB', pieceLength: '256 KiB' }, peer: { choker }, seed },
  )
  const { peers } = run(settings).measurements
  return Math.max(...peers.uploadedBytes.subarray(1, peers.count))
}

// Bharambe et al. 2006: a sign test over seven pairs that share random seeds. Without a difference,
// all seven would agree once in 128 times.
it('block-based tit-for-tat lowers the largest upload of a leecher, against tit-for-tat', () => {
  const ratios = SEEDS.map(
    (seed) => mostServed('block-tit-for-tat', seed) / mostServed('tit-for-tat', seed),
  )
  for (const [i, ratio] of ratios.entries()) expect(ratio, `seed ${SEEDS[i]}`).toBeLessThan(1)
})
