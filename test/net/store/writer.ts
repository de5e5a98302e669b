// A process of its own, to be killed or to run into a full disk: writes a torrent of one file into
// a folder, round and round, and says each piece that is written, or why one is not.
// Arguments: folder, bytes, bytes a piece, rounds.
import { Store } from '../../../src/net/store/store.js'
import { Content } from './content.js'

const [folder, sizeBytes, pieceBytes, rounds] = process.argv.slice(2)
const torrent = new Content([Number(sizeBytes)], Number(pieceBytes))
const { files, hashes } = torrent
const store = await Store.open({ folder, files, pieceBytes: torrent.pieceBytes, hashes })
for (let i = 0; i < torrent.pieceCount * Number(rounds); i++) {
  const piece = i % torrent.pieceCount
  try {
    await store.write(piece, torrent.piece(piece))
    process.stdout.write(`wrote ${piece}\n`)
  } catch (error) {
    process.stdout.write(`failed ${piece} ${(error as NodeJS.ErrnoException).code}\n`)
    break
  }
}
const right = await store.check()
process.stdout.write(`right ${right.count(0)}\n`)
await store.close()
