import type { Extensions } from './extensions.js'
import { uint32, WORD, type WordHandler } from './words.js'

/**
 * Tells the handler a word whose body, all after the length, is `bytes` from `at` to `end`. False
 * for a word that is not known. Throws a WireFault.
 */
export function tellWord(
  handler: WordHandler,
  extensions: Extensions,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  switch (bytes[at]) {
    case WORD.choke:
      handler.choke()
      return true
    case WORD.unchoke:
      handler.unchoke()
      return true
    case WORD.interested:
      handler.interested()
      return true
    case WORD.notInterested:
      handler.notInterested()
      return true
    case WORD.haveAll:
      handler.haveAll()
      return true
    case WORD.haveNone:
      handler.haveNone()
      return true
    case WORD.have:
      handler.have(uint32(bytes, at + 1))
      return true
    case WORD.bitfield:
      // A copy: the chunk's bytes are used again.
      handler.bitfield(new Uint8Array(bytes.subarray(at + 1, end)))
      return true
    case WORD.request:
      handler.request(uint32(bytes, at + 1), uint32(bytes, at + 5), uint32(bytes, at + 9))
      return true
    case WORD.cancel:
      handler.cancel(uint32(bytes, at + 1), uint32(bytes, at + 5), uint32(bytes, at + 9))
      return true
    case WORD.reject:
      handler.reject(uint32(bytes, at + 1), uint32(bytes, at + 5), uint32(bytes, at + 9))
      return true
    case WORD.allowedFast:
      handler.allowedFast(uint32(bytes, at + 1))
      return true
    case WORD.suggest:
      // BEP 6 leaves it to us: which piece comes next is the picker's to say.
      return true
    case WORD.port:
      handler.port(bytes[at + 1] * 256 + bytes[at + 2])
      return true
    case WORD.extended:
      return extensions.tell(handler, bytes[at + 1], bytes.subarray(at + 2, end))
    default:
      return false
  }
}
