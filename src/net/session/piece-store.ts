/** Where a session's pieces are kept: files, or memory. */
export interface PieceStore {
  /** Keeps a whole piece if its hash is right; resolves to whether it was. */
  write(piece: number, bytes: Uint8Array): Promise<boolean>
  /** A block of a piece that is there; the view does not change until it is released. */
  read(piece: number, begin: number, lengthBytes: number): Uint8Array | Promise<Uint8Array>
  /** What `read` has answered is read no more. */
  release(view: Uint8Array): void
}
