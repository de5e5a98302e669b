import type { Chapter } from './chapter.js'
import { leechersOf, piecesOf } from './measure.js'
import type { ChapterRun } from './run.js'
import { crowd, oneSeed } from './scenario.js'

const BLOCK_BYTES = 16_384

/** Bytes of a SHA-1 hash. */
const HASH_BYTES = 20

/** How many neighbours sent blocks of one piece to one peer: the mean over pieces and peers. */
function sendersOfPiece({ notes }: ChapterRun): number {
  const senders = new Map<string, Set<number>>()
  const { values, stride } = notes.blocks
  for (let at = 0; at < values.length; at += stride) {
    const key = `${values[at + 2]} ${values[at + 3]}`
    const known = senders.get(key) ?? new Set()
    senders.set(key, known.add(values[at + 1]))
  }
  const sizes = [...senders.values()].map(({ size }) => size)
  return sizes.reduce((a, b) => a + b, 0) / sizes.length
}

/** Who sends the first block of the run. */
function firstSender(run: ChapterRun): 'seed' | 'leecher' {
  return leechersOf(run).includes(run.notes.blocks.values[1]) ? 'leecher' : 'seed'
}

/** The share of all blocks that leechers sent. */
function fromLeechers(run: ChapterRun): number {
  const leechers = new Set(leechersOf(run))
  const { values, stride } = run.notes.blocks
  const senders = values.filter((_, at) => at % stride === 1)
  return senders.filter((host) => leechers.has(host)).length / senders.length
}

/** Whether every block before the first whole piece came from the seed. */
function seedComesFirst({ notes, measurements }: ChapterRun): boolean {
  const until = notes.gains.values[0]
  const { values, stride } = notes.blocks
  for (let at = 0; at < values.length && values[at] < until; at += stride) {
    if (!(measurements.peers.startShare[values[at + 1]] >= 1)) return false
  }
  return true
}

/** From a .torrent to the first pieces: tracker, seed, leechers, pieces and blocks. */
export const FILE_TO_SWARM: Chapter = {
  id: 'file-to-swarm',
  scenario: {
    version: 1,
    name: 'file-to-swarm',
    torrent: { size: '2 MiB', pieceLength: '256 KiB' },
    peer: { pipeline: { mode: 'spread', neighbours: 9 } },
    groups: { seed: oneSeed('400 kbit/s'), leechers: crowd(11, '200 kbit/s') },
  },
  variants: [{ id: 'swarm', set: [] }],
  bet: {
    options: ['tracker', 'seed', 'leecher'],
    right: ({ swarm }) => firstSender(swarm),
  },
  steps: [
    { id: 'torrent', shows: ['swarm'], at: 'start', highlights: [], panel: 'torrent' },
    {
      id: 'tracker',
      shows: ['swarm'],
      at: { after: 2 },
      highlights: [{ kind: 'tracker' }],
      panel: 'tracker',
    },
    {
      id: 'seed',
      shows: ['swarm'],
      at: 'first-block',
      highlights: [{ kind: 'group', group: 'seed' }],
      panel: 'piece-map',
    },
    {
      id: 'first-piece',
      shows: ['swarm'],
      at: 'first-piece',
      highlights: [{ kind: 'pieces', which: 'first' }],
      panel: 'piece-map',
    },
    {
      id: 'blocks',
      shows: ['swarm'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'links', which: 'unchoked' }],
      panel: 'piece-map',
    },
  ],
  figures: {
    pieces: { unit: 'count', of: ({ swarm }) => piecesOf(swarm) },
    blocks: { unit: 'count', of: ({ swarm }) => swarm.settings.pieceBytes / BLOCK_BYTES },
    hashBytes: { unit: 'count', of: ({ swarm }) => HASH_BYTES * piecesOf(swarm) },
    firstPiece: { unit: 'seconds', of: ({ swarm }) => swarm.notes.gains.values[0] },
    senders: { unit: 'number', of: ({ swarm }) => sendersOfPiece(swarm) },
    fromLeechers: { unit: 'percent', of: ({ swarm }) => fromLeechers(swarm) },
  },
  knobs: [],
  act: { kind: 'torrent-file' },
  claims: [
    { id: 'seed-first', strength: 'always', holds: ({ swarm }) => seedComesFirst(swarm) },
    { id: 'neighbours', strength: 'always', holds: ({ swarm }) => sendersOfPiece(swarm) > 2 },
    { id: 'leechers', strength: 'always', holds: ({ swarm }) => fromLeechers(swarm) > 0.5 },
  ],
}
