import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES, Geometry } from '../../src/peer/geometry.js'
import { Dialogue } from './dialogue.js'
import { torrent } from './make-peer.js'

describe('a torrent', () => {
  it.each([
    // Each row: size, piece length: pieces, bytes of the last piece, its blocks, bytes of its last
    // block.
    [1, 1, 1, 1, 1, 1],
    [BLOCK_BYTES, BLOCK_BYTES, 1, BLOCK_BYTES, 1, BLOCK_BYTES],
    [BLOCK_BYTES + 1, BLOCK_BYTES, 2, 1, 1, 1],
    [100_000, 65_536, 2, 34_464, 3, 1696],
    [65_536, 1_048_576, 1, 65_536, 4, BLOCK_BYTES],
    [70_000, 20_000, 4, 10_000, 1, 10_000],
  ])(
    'of %i bytes in pieces of %i has the right pieces and blocks',
    (size, pieceBytes, pieces, lastBytes, blocks, lastBlock) => {
      const geometry = new Geometry(size, pieceBytes)
      const last = pieces - 1
      expect(geometry.pieceCount).toBe(pieces)
      expect(geometry.bytesOf(last)).toBe(lastBytes)
      expect(geometry.blocksIn(last)).toBe(blocks)
      expect(geometry.blockBytes(last, blocks - 1)).toBe(lastBlock)
      let sum = 0
      for (let piece = 0; piece < pieces; piece++) {
        expect(geometry.blocksIn(piece)).toBeLessThanOrEqual(geometry.blocksPerPiece)
        for (let block = 0; block < geometry.blocksIn(piece); block++) {
          sum += geometry.blockBytes(piece, block)
        }
      }
      expect(sum).toBe(size)
    },
  )
})

describe('bytes left to download', () => {
  // Three pieces of two blocks; the last piece is 9 bytes short.
  const geometry = torrent(3, 2, 9)
  it.each([
    ['no piece is here', [], 6 * BLOCK_BYTES - 9],
    ['a whole piece is here', [1], 4 * BLOCK_BYTES - 9],
    ['the short last piece is here', [2], 4 * BLOCK_BYTES],
    ['every piece but the last is here', [0, 1], 2 * BLOCK_BYTES - 9],
    ['every piece but the first is here', [1, 2], 2 * BLOCK_BYTES],
    ['every piece is here', [0, 1, 2], 0],
  ])('are right when %s', (_what, holds, left) => {
    const { peer } = new Dialogue({ geometry, holds })
    expect(peer.leftBytes).toBe(left)
    expect(peer.complete).toBe(left === 0)
  })

  it('bytes left are those missing from whole, verified pieces', () => {
    const talk = new Dialogue({ geometry, hashes: 'by hand' })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.brings('0.0', '0.1')
    expect(talk.peer.leftBytes).toBe(6 * BLOCK_BYTES - 9)
    talk.verifies(true)
    expect(talk.peer.leftBytes).toBe(4 * BLOCK_BYTES - 9)
  })

  it('bytes left are all bytes in a torrent of one short block', () => {
    const talk = new Dialogue({ geometry: new Geometry(5, BLOCK_BYTES) })
    expect(talk.peer.leftBytes).toBe(5)
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.bringsAll()
    expect([talk.peer.leftBytes, talk.peer.stats.downloadedBytes]).toEqual([0, 5])
  })
})

describe('counters', () => {
  it('uploaded bytes count blocks that were sent, not just requested', () => {
    const talk = new Dialogue({
      geometry: torrent(1, 3, 4),
      holds: 'all',
      seedChoker: 'unchoke-all',
    })
    const bob = talk.neighbour('bob', [])
    bob.isInterested()
    bob.asksFor('0.0', '0.1', '0.2')
    bob.cancels('0.0')
    expect(talk.peer.stats.uploadedBytes).toBe(0)
    while (bob.pulls());
    expect(talk.peer.stats.uploadedBytes).toBe(2 * BLOCK_BYTES - 4)
  })

  it('downloaded bytes count all that arrived; duplicate bytes were here already', () => {
    const talk = new Dialogue({ geometry: torrent(2, 2) })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol')
    bob.unchokes()
    carol.unchokes()
    bob.brings('0.0')
    carol.brings('0.0')
    expect(talk.peer.stats.downloadedBytes).toBe(2 * BLOCK_BYTES)
    expect(talk.peer.stats.duplicateBytes).toBe(BLOCK_BYTES)
    bob.brings('0.1')
    bob.brings('0.1')
    expect(talk.peer.stats.downloadedBytes).toBe(4 * BLOCK_BYTES)
    expect(talk.peer.stats.duplicateBytes).toBe(2 * BLOCK_BYTES)
  })

  it('unchoked-by counts neighbours that unchoke us and have what we want', () => {
    const talk = new Dialogue({ geometry: torrent(2, 2) })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [])
    const doors = () => talk.peer.stats.unchokedByCount
    expect(doors()).toBe(0)
    bob.unchokes()
    carol.unchokes()
    expect(doors()).toBe(1)
    carol.has(1)
    expect(doors()).toBe(2)
    bob.bringsAll()
    expect(doors()).toBe(1)
    carol.leaves()
    expect(doors()).toBe(0)
  })

  it('choked time runs while no useful neighbour unchokes us, until the last piece', () => {
    const talk = new Dialogue({ geometry: torrent(2, 2) })
    const bob = talk.neighbour('bob', [0, 1])
    const carol = talk.neighbour('carol', [])
    const shutOut = () => talk.peer.stats.chokedSeconds(talk.now)
    talk.wait(3)
    carol.unchokes()
    talk.wait(2)
    expect(shutOut()).toBe(5)
    bob.unchokes()
    talk.wait(7)
    carol.has(0)
    bob.chokes()
    talk.wait(1)
    expect(shutOut()).toBe(5)
    carol.chokes()
    talk.wait(4)
    expect(shutOut()).toBe(9)
    bob.unchokes()
    bob.bringsAll()
    const completedAt = talk.now
    talk.wait(100)
    expect(talk.peer.stats.chokedSeconds(completedAt)).toBe(9)
  })
})

it('a peer lacks the blocks of its started pieces until they are here', () => {
  const talk = new Dialogue({ tuning: { pipeline: { depth: 6 } } })
  const bob = talk.neighbour('bob')
  bob.unchokes()
  const lacked = () =>
    ['0.0', '0.1', '0.3', '1.0', '1.3', '2.0'].filter((name) => {
      const [piece, block] = name.split('.').map(Number)
      return talk.peer.requests.lacks(piece, block)
    })
  // Pieces 0 and 1 are started: all of their blocks are missing, requested or not.
  expect(lacked()).toEqual(['0.0', '0.1', '0.3', '1.0', '1.3'])
  bob.brings('0.1', '1.0')
  expect(lacked()).toEqual(['0.0', '0.3', '1.3'])
})
