import { loadScenario } from '../../src/machine/input/scenario-file.js'

const SIZE = ['torrent.size=4MiB', 'torrent.pieceLength=64KiB', 'until=2h']

/** Small swarms that together do all that a recording has events for. */
export const SWARMS = {
  classes: load('classes', [
    'groups.fast.count=8',
    'groups.middling.count=8',
    'groups.slow.count=8',
  ]),
  'free riders': load('free-riders', ['groups.compliant.count=16', 'groups.free-riders.count=5']),
  sybils: load('sybils', ['groups.compliant.count=12', 'groups.sybils.count=3']),
  whitewashers: load('whitewashers', ['groups.compliant.count=12', 'groups.whitewashers.count=4']),
  flapping: load('flashcrowd', [
    'groups.leechers.count=15',
    'groups.leechers.flaps={"every": "60 s", "for": "20 s"}',
    'groups.leechers.corrupt=0.02',
    'groups.leechers.linkDrops=90 s',
    'events=[{"at": "60 s", "do": "kill-node", "node": 4}]',
  ]),
  'changed policies': load('flashcrowd', [
    'groups.leechers.count=15',
    'events=[{"at": "20 s", "do": "policy", "group": "leechers", "slots": 7},' +
      '{"at": "30 s", "do": "unchoke-node", "node": 3, "to": [4, 5], "only": true},' +
      '{"at": "2 s", "do": "policy-node", "node": 0, "seedChoker": "random", "slots": 2}]',
  ]),
  'web seed': load('peer-assisted', ['groups.peers.count=10']),
  ring: load('hash-ring', ['groups.peers.count=10']),
} as const

function load(name: string, set: readonly string[]) {
  return loadScenario(name, { set: [...SIZE, ...set] })
}
