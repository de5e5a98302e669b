import type { AnnounceAnswer, AnnounceRequest, ScrapeAnswer } from './announcement.js'
import { TrackerError, trackerError } from './tracker-error.js'

// The two protocols are loaded on first use: HTTPS alone takes 10 ms to load.
// By hand, not by the Client of bittorrent-tracker: that one emits events that do not say which
// announce they answer, reads answers of any size through a decoder that trusts its input, sends
// each UDP packet once, and gives a wrong transaction id the power to end the announce.

/** The default time limit of an announce, in seconds. */
export const ANNOUNCE_SECONDS = 15

/** The longest time limit: a connection id of BEP 15 is valid for a minute. */
export const MAX_ANNOUNCE_SECONDS = 60

const FORMS = 'expected http://HOST/announce, https://HOST/announce or udp://HOST:PORT'

/**
 * Reads a tracker's URL.
 * @throws TrackerError if no announce can be sent there; it suggests a URL that would do
 */
export function readTrackerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:', 'udp:'].includes(url.protocol)) {
    throw new TrackerError(`"${text}" is no tracker URL; ${suggestionFor(text)}`)
  }
  if (url.hostname === '') throw new TrackerError(`"${text}" has no host; ${FORMS}`)
  if (url.port === '0' || (url.protocol === 'udp:' && url.port === '')) {
    throw new TrackerError(`"${text}" has no port; ${FORMS}`)
  }
  return url
}

/** `localhost:6969` parses as a URL of the protocol `localhost:`: the scheme was forgotten. */
function suggestionFor(text: string): string {
  const parts = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})(\/\S*)?$/i.exec(text)
  if (parts === null) return FORMS
  const [, host, port, path = '/'] = parts
  return `try http://${host}${port}${path === '/' ? '/announce' : path}`
}

/**
 * Announces once to one tracker.
 * @throws TrackerError if the tracker gives no valid answer in time
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

/** Asks a tracker for a swarm's counts; rejects like `announce`. */
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

/** Runs `work` with a time limit and turns its failures into TrackerErrors. */
async function within<T>(
  seconds: number,
  callerSignal: AbortSignal | undefined,
  work: (bounds: { signal: AbortSignal; seconds: number }) => Promise<T>,
): Promise<T> {
  if (!(seconds > 0 && seconds <= MAX_ANNOUNCE_SECONDS)) {
    throw new RangeError(`timeout: expected up to ${MAX_ANNOUNCE_SECONDS} s, found ${seconds} s`)
  }
  const bound = new AbortController()
  const late = () => bound.abort(new TrackerError(`no answer within ${seconds} s`))
  const off = () => bound.abort(new TrackerError('the announce was cancelled'))
  const timer = setTimeout(late, seconds * 1000)
  if (callerSignal?.aborted) off()
  callerSignal?.addEventListener('abort', off)
  try {
    return await work({ signal: bound.signal, seconds })
  } catch (failure) {
    // Node wraps the reason in errors of its own.
    if (bound.signal.aborted && !(failure instanceof TrackerError)) throw bound.signal.reason
    throw trackerError(failure)
  } finally {
    clearTimeout(timer)
    callerSignal?.removeEventListener('abort', off)
  }
}
