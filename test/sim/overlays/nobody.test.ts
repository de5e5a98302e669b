import { expect, it } from 'vitest'
import { run, settingsOf } from '../swarm-sample.js'

const KINDS = ['chain', 'client-server', 'gossip', 'hash-ring', 'mesh', 'multi-tree']
const MORE_KINDS = ['peer-assisted', 'ring', 'swarm', 'tree']

it.each([...KINDS, ...MORE_KINDS])('a %s in which nobody arrives ends without anybody', (model) => {
  const late = { arrive: { kind: 'flash', at: '2 h' } }
  const settings = settingsOf({ seed: { holds: 'all', ...late }, crowd: late }, { model })
  expect(run({ ...settings, untilSeconds: 3600 }).measurements.usefulBlocks).toBe(0)
})
