import type { Connection, ConnectionHandler } from '../../../src/net/wire/connection.js'
import type { ExtensionHandshake } from '../../../src/net/wire/extension-handshake.js'
import type { MetadataMessage } from '../../../src/net/wire/metadata-message.js'
import type { PexMessage } from '../../../src/net/wire/pex-message.js'

/** A received event: its name and its values. */
export type Heard = readonly unknown[]

/** A handler that records all events, and blocks with their payload. */
export class Recorder implements ConnectionHandler {
  readonly heard: Heard[] = []
  connection: Connection | undefined
  /** The reasons for closing, one per report. */
  readonly closings: string[] = []
  drains = 0
  /** Called after every event. */
  notice = () => {}
  #target = new Uint8Array(0)

  handshakeDone(connection: Connection): void {
    this.connection = connection
    this.notice()
  }
  choke = () => this.#note('choke')
  unchoke = () => this.#note('unchoke')
  interested = () => this.#note('interested')
  notInterested = () => this.#note('notInterested')
  have = (piece: number) => this.#note('have', piece)
  bitfield = (bits: Uint8Array) => this.#note('bitfield', [...bits])
  haveAll = () => this.#note('haveAll')
  haveNone = () => this.#note('haveNone')
  request = (...block: number[]) => this.#note('request', ...block)
  cancel = (...block: number[]) => this.#note('cancel', ...block)
  reject = (...block: number[]) => this.#note('reject', ...block)
  allowedFast = (piece: number) => this.#note('allowedFast', piece)
  target(_piece: number, _begin: number, length: number): Uint8Array | null {
    this.#target = new Uint8Array(length)
    return this.#target
  }
  piece(piece: number, begin: number, length: number): void {
    this.#note('piece', piece, begin, length, Buffer.from(this.#target).toString('hex'))
  }
  port = (port: number) => this.#note('port', port)
  extension = (handshake: ExtensionHandshake) => this.#note('extension', handshake)
  metadata = (message: MetadataMessage) => this.#note('metadata', message)
  pex = (message: PexMessage) => this.#note('pex', message)
  drained(): void {
    this.drains++
    this.notice()
  }
  closed(reason: string): void {
    this.closings.push(reason)
    this.notice()
  }

  /** Resolves when `holds` returns true, which is checked after every event. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve) => {
      this.notice = () => {
        if (holds()) resolve()
      }
    })
  }

  #note(...heard: unknown[]): void {
    this.heard.push(heard)
    this.notice()
  }
}
