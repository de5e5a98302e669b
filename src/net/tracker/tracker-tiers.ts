import type { Random } from '../../base/random.js'
import { announce } from './announce.js'
import type { AnnounceAnswer, AnnounceRequest } from './announcement.js'
import { TrackerError } from './tracker-error.js'

/** The most trackers tried: each may take its full time limit to fail. */
const MAX_TRACKERS = 100

/** A tracker's answer, and its URL. */
export interface TierAnswer {
  readonly url: string
  readonly answer: AnnounceAnswer
}

/**
 * A torrent's trackers in tiers (BEP 12). The trackers of a tier are tried in random order, the
 * next tier once all of the one before have failed. A tracker that answers moves to the front of
 * its tier.
 */
export class TrackerTiers {
  readonly #tiers: string[][] = []
  readonly #announce: typeof announce
  /** Trackers that may list us: they answered, or the announce to them was cancelled. */
  readonly #announcedTo = new Set<string>()

  /** `announceTo` is for tests. A URL given twice keeps its first place. */
  constructor(
    tiers: readonly (readonly string[])[],
    random: Pick<Random, 'below'>,
    announceTo = announce,
  ) {
    this.#announce = announceTo
    const seen = new Set<string>()
    for (const tier of tiers) {
      const fresh = tier.filter((url) => seen.size < MAX_TRACKERS && seen.size < seen.add(url).size)
      if (fresh.length > 0) this.#tiers.push(shuffled(fresh, random))
    }
  }

  /** The tiers, in the order of trial. */
  get tiers(): readonly (readonly string[])[] {
    return this.#tiers
  }

  /**
   * Announces to the trackers in turn until one answers.
   * @throws TrackerError with the failure of each, if none answers
   */
  async announce(request: AnnounceRequest): Promise<TierAnswer> {
    const failures: string[] = []
    for (const tier of this.#tiers) {
      for (const url of [...tier]) {
        if (request.signal?.aborted) throw new TrackerError('the announce was cancelled')
        try {
          this.#announcedTo.add(url)
          const answer = await this.#announce(url, request)
          tier.splice(tier.indexOf(url), 1)
          tier.unshift(url)
          return { url, answer }
        } catch (failure) {
          if (!(failure instanceof TrackerError)) throw failure
          if (!request.signal?.aborted) this.#announcedTo.delete(url)
          failures.push(`${trackerName(url)}: ${failure.message}`)
        }
      }
    }
    throw new TrackerError(failures.length > 0 ? failures.join('; ') : 'the torrent has no tracker')
  }

  /**
   * Sends the last announces, of which the final one is `stopped`, in order to each tracker that
   * may list us; never rejects.
   */
  async announceStop(requests: readonly AnnounceRequest[]): Promise<void> {
    const trackers = [...this.#announcedTo]
    this.#announcedTo.clear()
    const announceAll = async (url: string) => {
      for (const request of requests) {
        if (request.signal?.aborted) return
        await this.#announce(url, request).catch(() => undefined)
      }
    }
    await Promise.all(trackers.map(announceAll))
  }
}

/** Names a tracker without its path, which holds a secret on a private tracker. */
export function trackerName(url: string): string {
  if (!URL.canParse(url)) return url
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

/** Shuffles a copy of the list (Fisher and Yates). */
function shuffled(list: readonly string[], random: Pick<Random, 'below'>): string[] {
  const order = [...list]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
