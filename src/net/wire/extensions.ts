import { type ExtensionHandshake, readExtensionHandshake } from './extension-handshake.js'
import { EXTENSION, type MessageHandler } from './messages.js'
import { readMetadataMessage } from './metadata-message.js'
import { readPexMessage } from './pex-message.js'

/** The extensions that the two sides of a connection accept, and their message ids (BEP 10). */
export class Extensions {
  /** The neighbour's id for metadata messages; 0 if it accepts none. */
  theirMetadataId = 0
  /** The neighbour's id for PEX messages; 0 if it accepts none. */
  theirPexId = 0
  #acceptsMetadata = false
  #acceptsPex = false

  /** Notes the handshake that we sent: extensions that it does not offer are ignored. */
  sent({ metadataId, pexId }: ExtensionHandshake): void {
    if (metadataId !== null) this.#acceptsMetadata = metadataId !== 0
    if (pexId !== null) this.#acceptsPex = pexId !== 0
  }

  /**
   * Passes an extension message to the handler; returns false for one that we did not offer.
   * @throws WireError if it is malformed
   */
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
