import type { Chapter } from './chapter.js'
import { completedShare, lastSeconds, leastOf, leechersOf, starvingHosts } from './measure.js'
import type { ChapterRun } from './run.js'

const TREE = '{"kind":"tree","degree":2}'
const RING = '{"kind":"ring","bothWays":true}'
const UNHEALED_TREE = '{"kind":"tree","degree":2,"heals":false}'
const REPLICAS = '{"kind":"client-server","origin":{"kind":"swarm","members":4}}'
const CACHES = '{"kind":"tree","degree":4,"pulls":true}'
const PLUG = 'events=[{"at":"30 s","do":"kill-node","node":2}]'

/** How many peers never complete, not counting the one whose plug was pulled. */
const starving = (run: ChapterRun) => starvingHosts(run).length

/** When the last of the peers that complete is done. */
const lastDone = (run: ChapterRun) => run.summary.lastFinishSeconds ?? Number.NaN

const wide = 'groups.peers.count=100'

/** Copies of the file that the origin sent. */
const copiesSent = (run: ChapterRun) => run.summary.seedCopies

/** Chain, tree and ring, a pulled plug, and hybrids. */
export const SHAPES: Chapter = {
  id: 'shapes',
  scenario: {
    version: 1,
    name: 'shapes',
    torrent: { size: '256 KiB', pieceLength: '16 KiB' },
    model: 'chain',
    until: '1 h',
    groups: {
      origin: { holds: 'all', access: { up: '50 kbit/s', down: '1 Mbit/s', latency: '20 ms' } },
      peers: {
        count: 12,
        access: { up: '50 kbit/s', down: '1 Mbit/s', latency: '20 ms' },
      },
    },
  },
  variants: [
    { id: 'chain', set: [] },
    { id: 'tree', set: [`model=${TREE}`] },
    { id: 'ring', set: [`model=${RING}`] },
    { id: 'server', set: ['model=client-server'] },
    { id: 'long-chain', set: [wide] },
    { id: 'wide-tree', set: [`model=${TREE}`, wide] },
    { id: 'chain-cut', set: ['model={"kind":"chain","heals":false}', PLUG] },
    { id: 'chain-heals', set: [PLUG] },
    { id: 'tree-cut', set: [`model=${UNHEALED_TREE}`, PLUG] },
    { id: 'ring-cut', set: ['model={"kind":"ring","bothWays":true,"heals":false}', PLUG] },
    { id: 'server-cut', set: ['model=client-server', PLUG.replace('"node":2', '"node":0')] },
    { id: 'caches', set: [`model=${CACHES}`] },
    { id: 'replicas', set: [`model=${REPLICAS}`, 'groups.peers.count=15'] },
  ],
  bet: {
    options: ['chain-chain', 'chain-tree', 'tree-chain', 'tree-tree'],
    right: (runs) => {
      const at12 = leastOf({ chain: lastSeconds(runs['chain']), tree: lastSeconds(runs['tree']) })
      const at100 = leastOf({
        chain: lastSeconds(runs['long-chain']),
        tree: lastSeconds(runs['wide-tree']),
      })
      return `${at12}-${at100}`
    },
  },
  steps: [
    {
      id: 'chain',
      shows: ['chain'],
      at: { gained: 0.2 },
      highlights: [{ kind: 'links', which: 'unchoked' }],
      panel: 'piece-map',
    },
    {
      id: 'tree',
      shows: ['chain', 'tree'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'links', which: 'unchoked' }],
      panel: 'progress',
    },
    {
      id: 'hundred',
      shows: ['long-chain', 'wide-tree'],
      at: { gained: 0.5 },
      highlights: [],
      panel: 'formula',
    },
    {
      id: 'plug',
      shows: ['chain-cut', 'tree-cut'],
      at: 'first-departure',
      highlights: [{ kind: 'pieces', which: 'missing' }],
      panel: 'progress',
    },
    {
      id: 'ring',
      shows: ['ring', 'ring-cut'],
      at: 'end',
      highlights: [{ kind: 'links', which: 'unchoked' }],
      panel: 'progress',
    },
    {
      id: 'healing',
      shows: ['chain-cut', 'chain-heals'],
      at: 'end',
      highlights: [],
      panel: 'progress',
    },
    {
      id: 'hybrids',
      shows: ['caches', 'replicas'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'group', group: 'origin' }],
      panel: 'upload-use',
    },
  ],
  figures: {
    chain: { unit: 'seconds', of: ({ chain }) => lastSeconds(chain) },
    tree: { unit: 'seconds', of: ({ tree }) => lastSeconds(tree) },
    ring: { unit: 'seconds', of: ({ ring }) => lastSeconds(ring) },
    longChain: { unit: 'seconds', of: (runs) => lastSeconds(runs['long-chain']) },
    wideTree: { unit: 'seconds', of: (runs) => lastSeconds(runs['wide-tree']) },
    server: { unit: 'seconds', of: ({ server }) => lastSeconds(server) },
    chainStarves: { unit: 'count', of: (runs) => starving(runs['chain-cut']) },
    treeStarves: { unit: 'count', of: (runs) => starving(runs['tree-cut']) },
    ringStarves: { unit: 'count', of: (runs) => starving(runs['ring-cut']) },
    serverStarves: { unit: 'count', of: (runs) => starving(runs['server-cut']) },
    healed: { unit: 'seconds', of: (runs) => lastDone(runs['chain-heals']) },
    cacheCopies: { unit: 'number', of: ({ caches }) => copiesSent(caches) },
    serverCopies: { unit: 'number', of: ({ server }) => copiesSent(server) },
    replicas: { unit: 'seconds', of: ({ replicas }) => lastSeconds(replicas) },
  },
  knobs: [],
  act: { kind: 'kill-node', variants: ['chain', 'tree', 'ring', 'server', 'caches', 'replicas'] },
  claims: [
    {
      id: 'chain-at-12',
      strength: 'always',
      holds: ({ chain, tree }) => lastSeconds(chain) < lastSeconds(tree),
    },
    {
      id: 'tree-at-100',
      strength: 'always',
      holds: (runs) => lastSeconds(runs['wide-tree']) < lastSeconds(runs['long-chain']),
    },
    {
      id: 'no-server',
      strength: 'always',
      holds: ({ chain, tree, ring, server }) =>
        [chain, tree, ring].every((run) => lastSeconds(run) < lastSeconds(server) / 2),
    },
    {
      id: 'starve',
      strength: 'always',
      holds: (runs) =>
        starving(runs['chain-cut']) > starving(runs['tree-cut']) &&
        starving(runs['tree-cut']) > 0 &&
        starving(runs['server-cut']) === leechersOf(runs['server-cut']).length,
    },
    {
      id: 'ring-survives',
      strength: 'always',
      holds: (runs) => starving(runs['ring-cut']) === 0,
    },
    {
      id: 'healing',
      strength: 'always',
      holds: (runs) =>
        starving(runs['chain-heals']) === 0 &&
        lastDone(runs['chain-heals']) > lastSeconds(runs['chain']) + 60,
    },
    {
      id: 'caches',
      strength: 'always',
      holds: ({ caches, server }) =>
        completedShare(caches) === 1 && copiesSent(caches) < copiesSent(server) / 2,
    },
    {
      id: 'replicas',
      strength: 'always',
      holds: ({ replicas, server }) => lastSeconds(replicas) < lastSeconds(server) / 2,
    },
  ],
}
