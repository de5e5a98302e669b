import type { Extensions } from './extensions.js'
import { MESSAGE, type MessageHandler, uint32 } from './messages.js'

/**
 * Calls the handler with the message whose body, after the length, is `bytes` from `at` to `end`.
 * Returns false for an unknown message.
 * @throws WireError if an extension message is malformed
 */
export function dispatchMessage(
  handler: MessageHandler,
  extensions: Extensions,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  switch (bytes[at]) {
    case MESSAGE.choke:
      handler.choke()
      return true
    case MESSAGE.unchoke:
      handler.unchoke()
      return true
    case MESSAGE.interested:
      handler.interested()
      return true
    case MESSAGE.notInterested:
      handler.notInterested()
      return true
    case MESSAGE.haveAll:
      handler.haveAll()
      return true
    case MESSAGE.haveNone:
      handler.haveNone()
      return true
    case MESSAGE.have:
      handler.have(uint32(bytes, at + 1))
      return true
    case MESSAGE.bitfield:
      // A copy: the chunk's buffer is reused.
      handler.bitfield(new Uint8Array(bytes.subarray(at + 1, end)))
      return true
    case MESSAGE.request:
      handler.request(uint32(bytes, at + 1), uint32(bytes, at + 5), uint32(bytes, at + 9))
      return true
    case MESSAGE.cancel:
      handler.cancel(uint32(bytes, at + 1), uint32(bytes, at + 5), uint32(bytes, at + 9))
      return true
    case MESSAGE.reject:
      handler.reject(uint32(bytes, at + 1), uint32(bytes, at + 5), uint32(bytes, at + 9))
      return true
    case MESSAGE.allowedFast:
      handler.allowedFast(uint32(bytes, at + 1))
      return true
    case MESSAGE.suggest:
      // BEP 6 lets us ignore it: the picker chooses the next piece.
      return true
    case MESSAGE.port:
      handler.port(bytes[at + 1] * 256 + bytes[at + 2])
      return true
    case MESSAGE.extended:
      return extensions.dispatch(handler, bytes[at + 1], bytes.subarray(at + 2, end))
    default:
      return false
  }
}
