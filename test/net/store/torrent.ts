import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Store, type StoreOptions } from '../../../src/net/store/store.js'
import { Content } from './content.js'

/** Returns a new folder that is deleted with the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-store-'))
  onTestFinished(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** A torrent for tests that open stores. */
export class Torrent extends Content {
  /** Opens a store that a test may leave open. */
  async open(folder: string, options: Partial<StoreOptions> = {}): Promise<Store> {
    const { files, pieceBytes, hashes } = this
    const store = await Store.open({ folder, files, pieceBytes, hashes, ...options })
    onTestFinished(() => store.close())
    return store
  }

  /** Opens a store with all pieces on disk. */
  async openFull(folder: string, options: Partial<StoreOptions> = {}): Promise<Store> {
    const store = await this.open(folder, options)
    for (let i = 0; i < this.pieceCount; i++) await store.write(i, this.piece(i))
    return store
  }
}

/** Returns the pieces that a check finds right. */
export async function rightPieces(store: Store): Promise<number[]> {
  const right = await store.check()
  return Array.from({ length: store.geometry.pieceCount }, (_, i) => i).filter((i) =>
    right.has(0, i),
  )
}
