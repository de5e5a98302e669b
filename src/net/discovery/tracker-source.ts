import { setTimeout as delay } from 'node:timers/promises'
import { Announcer } from '../../peer/announcer.js'
import { DEFAULT_PEER_SETTINGS } from '../../peer/settings.js'
import type { AnnounceRequest } from '../tracker/announcement.js'
import { TrackerError } from '../tracker/tracker-error.js'
import { type TrackerTiers, trackerName } from '../tracker/tracker-tiers.js'
import type { PeerSource, SourceOptions } from './peer-source.js'

/** The byte counts that are sent to a tracker. */
export interface TransferCounts {
  readonly uploadedBytes: number
  readonly downloadedBytes: number
  readonly leftBytes: number
}

/** The trackers to announce to, and the counts to send. */
export interface TrackerSourceOptions extends SourceOptions {
  readonly tiers: TrackerTiers
  counts(): TransferCounts
}

const WANTED_PEERS = 100

/** Before it stops, it waits this long for an announce in progress. */
const LAST_ANSWER_SECONDS = 1

/** The longest that the final announces may take. */
const STOP_SECONDS = 2

const soon = () => delay(LAST_ANSWER_SECONDS * 1000, undefined, { ref: false })

/** Announces at the interval that the tracker asks for; the peer's `Announcer` decides. */
export class TrackerSource implements PeerSource {
  readonly #options: TrackerSourceOptions
  readonly #announcer = new Announcer(0, DEFAULT_PEER_SETTINGS)
  readonly #startedAt = performance.now()
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined
  /** The announce in progress. */
  #announcing = Promise.resolve()
  #isComplete = false
  #stopped: Promise<void> | undefined
  /** Whether a tracker has been sent `completed`. */
  #hasAnnouncedCompleted = false
  #lastNotice = ''

  constructor(options: TrackerSourceOptions) {
    this.#options = options
  }

  start() {
    this.#step()
  }

  wantMore() {
    this.#announcer.onLinkCount(this.#now, 0)
    this.#schedule()
  }

  completed() {
    if (this.#isComplete) return
    this.#isComplete = true
    this.#announcer.completed(this.#now)
    this.#schedule()
  }

  stop() {
    this.#stopped ??= this.#leaveSwarm()
    return this.#stopped
  }

  async #leaveSwarm() {
    clearTimeout(this.#timer)
    // Cancelled, `completed` might be sent twice.
    if (this.#mustAnnounceCompleted) await Promise.race([this.#announcing, soon()])
    this.#stopping.abort()
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), STOP_SECONDS * 1000)
    const events = this.#mustAnnounceCompleted
      ? (['completed', 'stopped'] as const)
      : ['stopped' as const]
    await this.#options.tiers.announceStop(events.map((event) => this.#request(event, late.signal)))
    clearTimeout(timer)
  }

  get #mustAnnounceCompleted() {
    return this.#isComplete && !this.#hasAnnouncedCompleted
  }

  /** Seconds since this source was made. */
  get #now() {
    return (performance.now() - this.#startedAt) / 1000
  }

  /** No timer runs during an announce: the announcer waits for its end. */
  #schedule() {
    clearTimeout(this.#timer)
    if (this.#stopped !== undefined) return
    const seconds = Math.max(0, this.#announcer.wakeAt - this.#now)
    this.#timer = setTimeout(() => this.#step(), seconds * 1000)
  }

  #step() {
    const event = this.#announcer.due(this.#now)
    // Timers may fire early, and nothing is due while an answer is awaited.
    if (event !== null) this.#announcing = this.#announce(event === 'periodic' ? '' : event)
    else if (this.#announcer.wakeAt > this.#now) this.#schedule()
  }

  async #announce(event: AnnounceRequest['event']) {
    const { tiers, found, peerId } = this.#options
    try {
      const { url, answer } = await tiers.announce(this.#request(event, this.#stopping.signal))
      if (event === 'completed') this.#hasAnnouncedCompleted = true
      if (this.#stopping.signal.aborted) return
      this.#announcer.answered(this.#now, answer.intervalSeconds, answer.minIntervalSeconds)
      this.#notice(
        answer.warning === undefined ? '' : `${trackerName(url)} warns: ${answer.warning}`,
      )
      for (const { host, port, id } of answer.peers) {
        if (id === undefined || Buffer.compare(id, peerId) !== 0) {
          found({ host, port, source: 'tracker' })
        }
      }
    } catch (failure) {
      if (!(failure instanceof TrackerError)) throw failure
      if (this.#stopping.signal.aborted) return
      this.#announcer.failed(this.#now)
      this.#notice(failure.message)
    }
    this.#schedule()
  }

  #request(event: AnnounceRequest['event'], signal: AbortSignal): AnnounceRequest {
    const { infoHash, peerId, port, counts } = this.#options
    const want = event === 'stopped' ? 0 : WANTED_PEERS
    return { infoHash, peerId, port, event, want, signal, ...counts() }
  }

  /** Reports a message once, not each time that it repeats. */
  #notice(message: string) {
    if (message !== '' && message !== this.#lastNotice) this.#options.notice(message)
    this.#lastNotice = message
  }
}
