import { type ExtensionHandshake, readExtensionHandshake } from './extension-handshake.js'
import { EXTENSION, type MessageHandler } from './messages.js'
import { readMetadataMessage } from './metadata-message.js'
import { readPexMessage } from './pex-message.js'

/** Which extensions the two sides of a connection hear, and under which bytes (BEP 10). */
export class Extensions {
  /** The byte under which they hear metadata messages; 0: they do not. */
  theirMetadataId = 0
  /** The byte under which they hear PEX messages; 0: they do not. */
  theirPexId = 0
  #acceptsMetadata = false
  #acceptsPex = false

  /** We said that handshake: what we did not offer is not heard. */
  sent({ metadataId, pexId }: ExtensionHandshake): void {
    if (metadataId !== null) this.#acceptsMetadata = metadataId !== 0
    if (pexId !== null) this.#acceptsPex = pexId !== 0
  }

  /** Tells the handler an extended word; false for one that nobody hears. Throws a WireError. */
  dispatch(handler: MessageHandler, kind: number, body: Uint8Array): boolean {
    if (kind === EXTENSION.handshake) {
      const handshake = readExtensionHandshake(body)
      this.theirMetadataId = handshake.metadataId ?? this.theirMetadataId
      this.theirPexId = handshake.pexId ?? this.theirPexId
      handler.extension(handshake)
      return true
    }
    if (kind === EXTENSION.metadata && this.#acceptsMetadata) {
      const message = readMetadataMessage(body)
      if (message !== null) handler.metadata(message)
      return true
    }
    if (kind === EXTENSION.pex && this.#acceptsPex) {
      handler.pex(readPexMessage(body))
      return true
    }
    return false
  }
}
