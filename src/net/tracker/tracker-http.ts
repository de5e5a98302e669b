import type { IncomingMessage, ServerResponse } from 'node:http'
import { encode } from '../../base/bencode.js'
import { writeCompact } from '../common/peer-address.js'
import type { ScrapeAnswer } from './announcement.js'
import { TrackerError } from './tracker-error.js'
import { statisticsPage } from './tracker-page.js'
import { type AnswerForm, readAnnounced, readQuery, readScraped } from './tracker-query.js'
import type { SwarmPeer, TrackerSwarms } from './tracker-swarms.js'

/** The state that requests are answered from. */
export interface Tracker {
  readonly swarms: TrackerSwarms
  readonly intervalSeconds: number
  /** Seconds since the tracker started. */
  now(): number
}

/** The shortest interval between two announces of a peer. */
const MIN_INTERVAL_SECONDS = 60

const BENCODE = 'text/plain; charset=ISO-8859-1'

/** Answers announces (BEP 3, BEP 7, BEP 23), scrapes (BEP 48) and requests for the statistics. */
export function answerHttp(tracker: Tracker, request: IncomingMessage, response: ServerResponse) {
  // No keep-alive: nobody asks twice within a minute, and connections are limited.
  response.setHeader('connection', 'close')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const [path, ...search] = (request.url ?? '/').split('?')
  const answer = answers[path]
  if (answer === undefined) {
    response
      .writeHead(404, { 'content-type': 'text/plain' })
      .end('not found; try /announce, /scrape or /stats\n')
    return
  }
  const { body, type } = answer(tracker, search.join('?'), request)
  response.setHeader('content-type', type)
  // The page loads nothing, so neither may markup that a peer has smuggled in.
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  response.end(body)
}

type Answer = (
  tracker: Tracker,
  search: string,
  request: IncomingMessage,
) => { body: Uint8Array | string; type: string }

const answers: Readonly<Record<string, Answer | undefined>> = {
  __proto__: null as never,
  '/announce': (tracker, search, request) => ({
    body: orFailure(() => answerAnnounce(tracker, search, hostOf(request))),
    type: BENCODE,
  }),
  '/scrape': (tracker, search) => ({
    body: orFailure(() => answerScrape(tracker, search)),
    type: BENCODE,
  }),
  '/': statistics,
  '/stats': statistics,
}

function statistics(tracker: Tracker) {
  tracker.swarms.sweep(tracker.now())
  const body = statisticsPage(tracker.swarms, tracker.now())
  return { body, type: 'text/html; charset=utf-8' }
}

/** On a dual-stack socket, an IPv4 address comes wrapped in IPv6. */
function hostOf({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

function orFailure(answer: () => Uint8Array): Uint8Array {
  try {
    return answer()
  } catch (failure) {
    if (!(failure instanceof TrackerError)) throw failure
    return encode({ 'failure reason': failure.message })
  }
}

function answerAnnounce(tracker: Tracker, search: string, host: string): Uint8Array {
  const announced = readAnnounced(readQuery(search), host)
  const now = tracker.now()
  const peers = tracker.swarms.announce(now, announced)
  const { seeders, leechers, completed } = tracker.swarms.scrape(now, announced.infoHash)
  return encode({
    ...{ complete: seeders, incomplete: leechers, downloaded: completed },
    interval: tracker.intervalSeconds,
    'min interval': Math.min(MIN_INTERVAL_SECONDS, tracker.intervalSeconds),
    ...inForm(peers, announced),
  })
}

function inForm(peers: readonly SwarmPeer[], { compact, withoutIds }: AnswerForm) {
  if (compact) {
    const isIPv6 = ({ host }: SwarmPeer) => host.includes(':')
    const six = compactOf(peers.filter(isIPv6))
    const four = compactOf(peers.filter((peer) => !isIPv6(peer)))
    return { peers: four, ...(six.length > 0 && { peers6: six }) }
  }
  return {
    peers: peers.map(({ id, host, port }) => ({
      ...(!withoutIds && { 'peer id': id }),
      ...{ ip: host, port },
    })),
  }
}

/** Encodes peers in the compact form (BEP 7, BEP 15, BEP 23). */
export function compactOf(peers: readonly SwarmPeer[]): Uint8Array {
  return Buffer.concat(peers.flatMap((peer) => writeCompact(peer) ?? []))
}

/** Encoded by hand, because the encoder takes only text for keys. */
function answerScrape({ swarms, now }: Tracker, search: string): Uint8Array {
  const hashes = [...new Set(readScraped(readQuery(search)))].sort()
  const files = hashes.flatMap((hash) => [
    Buffer.from('20:'),
    Buffer.from(hash, 'hex'),
    encode(countsOf(swarms.scrape(now(), hash))),
  ])
  return Buffer.concat([Buffer.from('d5:filesd'), ...files, Buffer.from('ee')])
}

function countsOf({ seeders, completed, leechers }: ScrapeAnswer) {
  return { complete: seeders, downloaded: completed, incomplete: leechers }
}
