import type { BitTable } from '../../base/bits.js'
import type { PeerOutput } from '../../peer/wire.js'

/** Passes on all that a peer says, word for word: a cheat overrides what it says otherwise. */
export class Relay implements PeerOutput {
  protected readonly say: PeerOutput

  constructor(say: PeerOutput) {
    this.say = say
  }

  handshake(now: number, link: number, torrent: string, id: string): void {
    this.say.handshake(now, link, torrent, id)
  }

  choke(now: number, link: number): void {
    this.say.choke(now, link)
  }

  unchoke(now: number, link: number): void {
    this.say.unchoke(now, link)
  }

  interested(now: number, link: number): void {
    this.say.interested(now, link)
  }

  notInterested(now: number, link: number): void {
    this.say.notInterested(now, link)
  }

  have(now: number, link: number, piece: number): void {
    this.say.have(now, link, piece)
  }

  bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    this.say.bitfield(now, link, pieces, row)
  }

  request(now: number, link: number, piece: number, begin: number, length: number): void {
    this.say.request(now, link, piece, begin, length)
  }

  piece(now: number, link: number, piece: number, begin: number, length: number): void {
    this.say.piece(now, link, piece, begin, length)
  }

  cancel(now: number, link: number, piece: number, begin: number, length: number): void {
    this.say.cancel(now, link, piece, begin, length)
  }

  close(now: number, link: number): void {
    this.say.close(now, link)
  }

  check(now: number, piece: number): void {
    this.say.check(now, piece)
  }
}
