// A separate process for tests to kill or to run into a full disk. It writes a torrent of one file
// into a folder again and again, and prints each piece written or the reason of a failure.
// Arguments: folder, bytes, bytes per piece, rounds.
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
