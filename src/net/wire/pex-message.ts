/** A peer's address in a BEP 11 message. */
export interface PexPeer {
  /** IPv4 or IPv6, as text. */
  readonly host: string
  readonly port: number
  /** BEP 11: 1 prefers encryption, 2 seeds, 4 uTP, 8 holepunch, 16 reachable. */
  readonly flags: number
}

/** BEP 11: whom the sender connected to, and lost, since it last said so. */
export interface PexMessage {
  readonly added: readonly PexPeer[]
  readonly dropped: readonly PexPeer[]
}

/** Reads a BEP 11 message. */
export function readPexMessage(_body: Uint8Array): PexMessage {
  return { added: [], dropped: [] }
}

/** The body of a BEP 11 message. */
export function encodePexMessage(_message: PexMessage): Uint8Array {
  return new Uint8Array(0)
}
