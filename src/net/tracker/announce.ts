import type { AnnounceAnswer, AnnounceRequest, ScrapeAnswer } from './announcement.js'
import { TrackerError, trackerError } from './tracker-error.js'

// The two protocols are loaded when they are first spoken: HTTPS alone takes 10 ms to begin.
// By hand, not by the Client of bittorrent-tracker: that one emits events that do not say which
// announce they answer, reads answers of any size through a decoder that trusts its input, sends
// each UDP packet once, and gives a wrong transaction id the power to end the announce.

/** How long an announce may take if nothing else is said. */
export const ANNOUNCE_SECONDS = 15

/** The longest that may be waited: a connection id of BEP 15 is good for a minute. */
export const MOST_ANNOUNCE_SECONDS = 60

/** Reads a tracker's URL; throws a TrackerError for what no announce can be sent to. */
export function readTrackerUrl(text: string): URL {
  const expected = 'expected http://HOST, https://HOST or udp://HOST:PORT'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw new TrackerError(`"${text}" is no URL; ${expected}`)
  if (!['http:', 'https:', 'udp:'].includes(url.protocol)) {
    throw new TrackerError(`no announcing by "${url.protocol}//"; ${expected}`)
  }
  if (url.hostname === '') throw new TrackerError(`"${text}" names no host; ${expected}`)
  const needsPort = url.protocol === 'udp:' && url.port === ''
  if (needsPort || url.port === '0') throw new TrackerError(`"${text}" names no port; ${expected}`)
  return url
}

/**
 * Announces once to one tracker. Rejects with a TrackerError if it does not answer as it should,
 * or not in time.
 */
export function announce(
  url: string,
  request: AnnounceRequest,
  timeoutSeconds = ANNOUNCE_SECONDS,
): Promise<AnnounceAnswer> {
  return within(timeoutSeconds, request.signal, async (bounds) => {
    const tracker = readTrackerUrl(url)
    if (tracker.protocol === 'udp:') {
      const { askByUdp } = await import('./announce-udp.js')
      return askByUdp(tracker, request, bounds)
    }
    const { askByHttp } = await import('./announce-http.js')
    return askByHttp(tracker, request, bounds.signal)
  })
}

/** Asks how a swarm stands; rejects like `announce`. */
export function scrape(
  url: string,
  infoHash: Uint8Array,
  timeoutSeconds = ANNOUNCE_SECONDS,
): Promise<ScrapeAnswer> {
  return within(timeoutSeconds, undefined, async (bounds) => {
    const tracker = readTrackerUrl(url)
    if (tracker.protocol === 'udp:') {
      const { scrapeByUdp } = await import('./announce-udp.js')
      return scrapeByUdp(tracker, infoHash, bounds)
    }
    const { scrapeByHttp } = await import('./announce-http.js')
    return scrapeByHttp(tracker, infoHash, bounds.signal)
  })
}

/** Bounds a piece of work in time; what goes wrong becomes a TrackerError. */
async function within<T>(
  seconds: number,
  called: AbortSignal | undefined,
  work: (bounds: { signal: AbortSignal; seconds: number }) => Promise<T>,
): Promise<T> {
  if (!(seconds > 0 && seconds <= MOST_ANNOUNCE_SECONDS)) {
    throw new RangeError(`a timeout of ${seconds} s, not within 0 to ${MOST_ANNOUNCE_SECONDS} s`)
  }
  const bound = new AbortController()
  const late = () => bound.abort(new TrackerError(`no answer within ${seconds} s`))
  const off = () => bound.abort(new TrackerError('the announce was called off'))
  const timer = setTimeout(late, seconds * 1000)
  if (called?.aborted) off()
  called?.addEventListener('abort', off)
  try {
    return await work({ signal: bound.signal, seconds })
  } catch (failure) {
    // Node wraps the reason in errors of its own.
    if (bound.signal.aborted && !(failure instanceof TrackerError)) throw bound.signal.reason
    throw trackerError(failure)
  } finally {
    clearTimeout(timer)
    called?.removeEventListener('abort', off)
  }
}
