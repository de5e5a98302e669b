import { describe, expect, it } from 'vitest'
import { run, settingsOf } from '../swarm-sample.js'

const MODELS = [
  ...['client-server', 'chain', 'ring', 'tree', 'multi-tree', 'mesh'].map((kind) => ({ kind })),
  { kind: 'ring', bothWays: true },
  { kind: 'tree', pulls: true },
  { kind: 'hash-ring' },
  { kind: 'swarm', nodes: 'hash-ring' },
  { kind: 'peer-assisted', nodes: { kind: 'chain', members: 2 } },
]

// Where pieces flow one way, no child tells the seed what it has, and none has other contacts.
describe.each([true, 'least-served'])(
  'a super-seed (%s) feeds all its children',
  (superSeeding) => {
    it.each(MODELS)('in the model %o', (model) => {
      const torrent = { size: 12 * 16_384, pieceLength: 16_384 }
      const groups = { seed: { holds: 'all', superSeeding }, crowd: { count: 5 } }
      const { measurements } = run(settingsOf(groups, { model, torrent, until: '600 s' }))
      expect(measurements.ended).toBe('complete')
    })

    it('also if a home of the ring leaves, and its pieces have another', () => {
      const torrent = { size: 6 * 16_384, pieceLength: 16_384 }
      const groups = {
        seed: { holds: 'all', superSeeding },
        one: {},
        home: { leave: { at: 0.001 } },
      }
      const more = { model: 'hash-ring', torrent, until: '600 s' }
      expect(run(settingsOf(groups, more)).measurements.ended).toBe('complete')
    })

    it('also in the place of a parent that has left', () => {
      const torrent = { size: 12 * 16_384, pieceLength: 16_384 }
      const groups = { seed: { holds: 'all', superSeeding }, gone: {}, crowd: { count: 3 } }
      const events = [{ at: '1 s', do: 'leave', group: 'gone' }]
      const more = { model: 'chain', torrent, events, until: '600 s' }
      expect(run(settingsOf(groups, more)).measurements.ended).toBe('complete')
    })
  },
)
