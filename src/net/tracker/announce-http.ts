import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { failureReason, readAnnounce, readScrape } from './announce-answer.js'
import type { AnnounceAnswer, AnnounceRequest, ScrapeAnswer } from './announcement.js'
import { TrackerError } from './tracker-error.js'

/** The largest answer read; a thousand peers in dictionary form take a tenth of it. */
const MAX_ANSWER_BYTES = 2 ** 20

const MAX_REDIRECTS = 3

/** Announces by HTTP or HTTPS (BEP 3), asking for the compact form (BEP 23). */
export async function askByHttp(
  tracker: URL,
  request: AnnounceRequest,
  signal: AbortSignal,
): Promise<AnnounceAnswer> {
  const { infoHash, peerId, port, uploadedBytes, downloadedBytes, leftBytes, want } = request
  const parameters = [
    `info_hash=${percentEncoded(infoHash)}&peer_id=${percentEncoded(peerId)}&port=${port}`,
    `uploaded=${uploadedBytes}&downloaded=${downloadedBytes}&left=${leftBytes}`,
    `compact=1&numwant=${want}`,
    ...(request.event === '' ? [] : [`event=${request.event}`]),
  ]
  return readAnnounce(await fetchAnswer(withQuery(tracker, parameters.join('&')), signal))
}

/** Scrapes by HTTP or HTTPS: the last `/announce` of the path becomes `/scrape` (BEP 48). */
export async function scrapeByHttp(
  tracker: URL,
  infoHash: Uint8Array,
  signal: AbortSignal,
): Promise<ScrapeAnswer> {
  const cut = tracker.pathname.lastIndexOf('/') + 1
  const last = tracker.pathname.slice(cut)
  if (!last.startsWith('announce')) {
    throw new TrackerError('cannot be scraped: its path does not end in "/announce" (BEP 48)')
  }
  const page = new URL(tracker)
  page.pathname = `${tracker.pathname.slice(0, cut)}${last.replace('announce', 'scrape')}`
  const query = `info_hash=${percentEncoded(infoHash)}`
  return readScrape(await fetchAnswer(withQuery(page, query), signal), infoHash)
}

/** Encodes each byte: `encodeURIComponent` would encode the UTF-8 form of text. */
function percentEncoded(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

/** Adds a query to a URL; that of a private tracker may have one already. */
function withQuery(tracker: URL, query: string): URL {
  const url = new URL(tracker)
  url.search = url.search === '' ? query : `${url.search}&${query}`
  return url
}

/** Follows redirects and returns the body of the answer. */
async function fetchAnswer(first: URL, signal: AbortSignal): Promise<Uint8Array> {
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await headOf(url, signal)
    const { statusCode = 0, statusMessage, headers } = response
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy()
      url = redirected(url, headers.location)
      continue
    }
    const encoding = headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') {
      response.destroy()
      throw new TrackerError(`answered in the encoding "${encoding}", which was not requested`)
    }
    const body = await bodyOf(response)
    if (statusCode === 200) return body
    // Some trackers refuse with an HTTP status and the reason in the body.
    throw new TrackerError(failureReason(body) ?? `answered HTTP ${statusCode} ${statusMessage}`)
  }
  throw new TrackerError(`redirected more than ${MAX_REDIRECTS} times`)
}

function redirected(from: URL, location: string): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TrackerError('redirected to a URL that is not HTTP')
  }
  return url
}

function headOf(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? getHttps : getHttp
    // No connection pool: the next announce is half an hour away.
    const headers = { 'accept-encoding': 'identity', connection: 'close' }
    get(url, { agent: false, headers, signal }, resolve).on('error', reject)
  })
}

async function bodyOf(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    // Leaving the loop closes the connection.
    if (bytes > MAX_ANSWER_BYTES) throw new TrackerError('its answer is larger than 1 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
