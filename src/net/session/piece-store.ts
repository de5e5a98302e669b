/** Stores a session's pieces, in files or in memory. */
export interface PieceStore {
  /** Writes a whole piece if its hash is right; resolves to whether it is. */
  write(piece: number, bytes: Uint8Array): Promise<boolean>
  /** Reads a block of a stored piece; the view does not change until it is released. */
  read(piece: number, begin: number, lengthBytes: number): Uint8Array | Promise<Uint8Array>
  /** Releases a view that `read` returned. */
  release(view: Uint8Array): void
}
