import type { RunListener } from '../workers/run-engine.js'
import type { Presence } from './presence.js'
import { shownUrl } from './redis-connection.js'
import { VersionMismatch } from './version-mismatch.js'

/** Looks who works for a sweep, and says so when that changes. */
export class WorkerWatch {
  readonly #strangers: VersionMismatch
  #said = ''

  constructor(
    readonly attendance: Presence,
    readonly url: string,
    readonly listener: RunListener,
  ) {
    this.#strangers = new VersionMismatch(attendance.own, (line) => listener.warn?.(line))
  }

  /** Looks now and then; otherwise this is nothing. */
  async look(): Promise<void> {
    const others = await this.attendance.attend()
    if (others === undefined) return
    this.#strangers.look(others)
    const { program } = this.attendance.own
    const ours = others.filter((one) => one.role === 'worker' && one.program === program)
    const threads = ours.reduce((sum, worker) => sum + worker.threads, 0)
    const workers = ours.length === 1 ? '1 worker' : `${ours.length} workers`
    const said = `${workers}, ${threads} threads`
    if (said === this.#said) return
    this.#said = said
    if (ours.length > 0) this.listener.notice?.(said)
    else this.listener.warn?.(`no worker is there; begin one: sim worker --redis ${this.#shown}`)
  }

  /** No longer there. */
  leave(): Promise<void> {
    return this.attendance.leave()
  }

  get #shown(): string {
    return shownUrl(this.url)
  }
}
