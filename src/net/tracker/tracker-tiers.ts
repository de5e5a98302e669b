import type { Random } from '../../base/random.js'
import { announce } from './announce.js'
import type { AnnounceAnswer, AnnounceRequest } from './announcement.js'
import { TrackerError } from './tracker-error.js'

/** More trackers are not tried: each may take its full time to fail. */
const MOST_TRACKERS = 100

/** Which tracker answered, and what. */
export interface TierAnswer {
  readonly url: string
  readonly answer: AnnounceAnswer
}

/**
 * A torrent's trackers in tiers (BEP 12): those of a tier in random order, tried one after the
 * other, a tier when all of the one before failed; who answers moves to the front of its tier.
 */
export class TrackerTiers {
  readonly #tiers: string[][] = []
  readonly #announce: typeof announce
  /** Who may believe that we are there: they answered, or were asked when it was called off. */
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
      const fresh = tier.filter(
        (url) => seen.size < MOST_TRACKERS && seen.size < seen.add(url).size,
      )
      if (fresh.length > 0) this.#tiers.push(shuffled(fresh, random))
    }
  }

  /** The tiers as they will be tried. */
  get tiers(): readonly (readonly string[])[] {
    return this.#tiers
  }

  /**
   * Announces to the first that answers. Rejects with a TrackerError that names each one's failure.
   */
  async announce(request: AnnounceRequest): Promise<TierAnswer> {
    const failures: string[] = []
    for (const tier of this.#tiers) {
      for (const url of [...tier]) {
        if (request.signal?.aborted) throw new TrackerError('the announce was called off')
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
    throw new TrackerError(failures.length > 0 ? failures.join('; ') : 'there is no tracker')
  }

  /**
   * Says the last words, of which the last is that we leave, in their order to each who may believe
   * us there; resolves in any case.
   */
  async announceStop(words: readonly AnnounceRequest[]): Promise<void> {
    const heard = [...this.#announcedTo]
    this.#announcedTo.clear()
    const say = async (url: string) => {
      for (const word of words) {
        if (word.signal?.aborted) return
        await this.#announce(url, word).catch(() => undefined)
      }
    }
    await Promise.all(heard.map(say))
  }
}

/** A tracker's name for people: a private tracker's URL has a secret in its path. */
export function trackerName(url: string): string {
  if (!URL.canParse(url)) return url
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

/** Fisher and Yates. */
function shuffled(list: readonly string[], random: Pick<Random, 'below'>): string[] {
  const order = [...list]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
