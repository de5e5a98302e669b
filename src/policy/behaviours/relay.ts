import type { BitTable } from '../../base/bits.js'
import type { PeerOutput } from '../../peer/wire.js'

/** Passes on all messages of a peer unchanged; a subclass overrides those that it changes. */
export class Relay implements PeerOutput {
  protected readonly output: PeerOutput

  constructor(output: PeerOutput) {
    this.output = output
  }

  handshake(now: number, link: number, torrent: string, id: string): void {
    this.output.handshake(now, link, torrent, id)
  }

  choke(now: number, link: number): void {
    this.output.choke(now, link)
  }

  unchoke(now: number, link: number): void {
    this.output.unchoke(now, link)
  }

  interested(now: number, link: number): void {
    this.output.interested(now, link)
  }

  notInterested(now: number, link: number): void {
    this.output.notInterested(now, link)
  }

  have(now: number, link: number, piece: number): void {
    this.output.have(now, link, piece)
  }

  bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    this.output.bitfield(now, link, pieces, row)
  }

  request(now: number, link: number, piece: number, begin: number, length: number): void {
    this.output.request(now, link, piece, begin, length)
  }

  piece(now: number, link: number, piece: number, begin: number, length: number): void {
    this.output.piece(now, link, piece, begin, length)
  }

  cancel(now: number, link: number, piece: number, begin: number, length: number): void {
    this.output.cancel(now, link, piece, begin, length)
  }

  close(now: number, link: number): void {
    this.output.close(now, link)
  }

  check(now: number, piece: number): void {
    this.output.check(now, piece)
  }

  resume(now: number, link: number): void {
    this.output.resume(now, link)
  }

  mayAnnounce(link: number, piece: number): boolean {
    return this.output.mayAnnounce?.(link, piece) !== false
  }
}
