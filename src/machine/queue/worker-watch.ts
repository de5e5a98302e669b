import type { RunListener } from '../workers/run-engine.js'
import type { Presence } from './presence.js'
import { withoutPassword } from './redis-connection.js'
import { VersionMismatch } from './version-mismatch.js'

/** Watches which workers serve a sweep, and reports changes to its listener. */
export class WorkerWatch {
  readonly #mismatch: VersionMismatch
  #status = ''

  constructor(
    readonly presence: Presence,
    readonly url: string,
    readonly listener: RunListener,
  ) {
    this.#mismatch = new VersionMismatch(presence.own, (line) => listener.warn?.(line))
  }

  /** Counts the workers if a heartbeat is due, and does nothing otherwise. */
  async check(): Promise<void> {
    const others = await this.presence.refresh()
    if (others === undefined) return
    this.#mismatch.check(others)
    const { program } = this.presence.own
    const ours = others.filter((one) => one.role === 'worker' && one.program === program)
    const threads = ours.reduce((sum, worker) => sum + worker.threads, 0)
    const workers = ours.length === 1 ? '1 worker' : `${ours.length} workers`
    const status = `${workers}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
    if (status === this.#status) return
    this.#status = status
    const url = withoutPassword(this.url)
    if (ours.length > 0) this.listener.notice?.(status)
    else this.listener.warn?.(`no worker is connected; start one: sim worker --redis ${url}`)
  }

  /** Removes the sweep from the list of participants. */
  leave(): Promise<void> {
    return this.presence.leave()
  }
}
