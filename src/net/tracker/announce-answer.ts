import { type Bencode, BencodeError, decode, isDictionary } from '../../base/bencode.js'
import { isDialable, readCompact } from '../common/peer-address.js'
import {
  type AnnounceAnswer,
  type AnnouncedPeer,
  clampedInterval,
  MAX_PEERS,
  oneLine,
  type ScrapeAnswer,
} from './announcement.js'
import { TrackerError } from './tracker-error.js'

type Dictionary = Readonly<Record<string, Bencode | undefined>>

/**
 * Reads the body of an HTTP answer to an announce.
 * @throws TrackerError, and nothing else
 */
export function readAnnounce(body: Uint8Array): AnnounceAnswer {
  const answer = readDictionary(body)
  const { interval, peers, peers6 } = answer
  if (interval === undefined && peers === undefined && peers6 === undefined) {
    throw new TrackerError('its answer has neither an interval nor peers')
  }
  const minInterval = secondsOf(answer['min interval'], 'min interval') ?? 0
  const intervalSeconds = clampedInterval(secondsOf(interval, 'interval'))
  const warning = answer['warning message']
  return {
    intervalSeconds,
    minIntervalSeconds: Math.min(clampedInterval(minInterval), intervalSeconds),
    seeders: countOf(answer['complete']),
    leechers: countOf(answer['incomplete']),
    peers: [...readPeers(peers, 4), ...readPeers(peers6, 6)].slice(0, MAX_PEERS),
    ...(isText(warning) && { warning: oneLine(warning) }),
  }
}

/**
 * Reads the body of an HTTP answer to a scrape (BEP 48).
 * @throws TrackerError, and nothing else
 */
export function readScrape(body: Uint8Array, infoHash: Uint8Array): ScrapeAnswer {
  const { files } = readDictionary(body)
  if (!isDictionary(files)) throw new TrackerError('its scrape has no "files"')
  const swarm = files[keyOf(infoHash)]
  if (!isDictionary(swarm))
    throw new TrackerError('its scrape lacks the torrent that was asked for')
  return {
    seeders: countOf(swarm['complete']) ?? 0,
    leechers: countOf(swarm['incomplete']) ?? 0,
    completed: countOf(swarm['downloaded']) ?? 0,
  }
}

/** Returns the failure reason in the body of an HTTP error, or undefined. */
export function failureReason(body: Uint8Array): string | undefined {
  try {
    readDictionary(body)
  } catch (failure) {
    if (failure instanceof Refusal) return failure.message
  }
  return undefined
}

/** A failure with the tracker's own reason. */
class Refusal extends TrackerError {}

function readDictionary(body: Uint8Array): Dictionary {
  if (body.length === 0) throw new TrackerError('its answer is empty')
  const answer = decoded(body)
  if (!isDictionary(answer)) throw new TrackerError('its answer is not a bencoded dictionary')
  const reason = answer['failure reason']
  if (reason === undefined) return answer
  const text = isText(reason) ? oneLine(reason) : ''
  throw new Refusal(text === '' ? 'it refused without a reason' : `it refused: ${text}`)
}

function decoded(body: Uint8Array): Bencode {
  try {
    return decode(withoutLineEnd(body))
  } catch (failure) {
    if (!(failure instanceof BencodeError)) throw failure
    // A login page, a parked domain or an error page: the most common wrong answers.
    if (body[0] === '<'.charCodeAt(0))
      throw new TrackerError('answered with a web page, not bencode; is the URL right?')
    throw new TrackerError(`its answer is not bencode: ${failure.message}`)
  }
}

/** Drops line ends after the answer, which some scripts print. */
function withoutLineEnd(body: Uint8Array): Uint8Array {
  let end = body.length
  while (end > 0 && (body[end - 1] === 0x0a || body[end - 1] === 0x0d)) end--
  return body.subarray(0, end)
}

/** Returns the key as the decoder names it: as text, or in hex if it is not UTF-8. */
function keyOf(infoHash: Uint8Array): string {
  const text = new TextDecoder().decode(infoHash)
  return text.includes('\uFFFD') ? Buffer.from(infoHash).toString('hex') : text
}

function readPeers(peers: Bencode | undefined, family: 4 | 6): AnnouncedPeer[] {
  if (peers === undefined) return []
  if (isText(peers)) {
    try {
      return readCompact(peers, family, MAX_PEERS)
    } catch (failure) {
      throw new TrackerError(`its answer has ${(failure as RangeError).message}`)
    }
  }
  if (!Array.isArray(peers)) throw new TrackerError('its "peers" are neither a list nor bytes')
  return peers.slice(0, MAX_PEERS).flatMap((peer) => {
    if (!isDictionary(peer)) return []
    const { ip, port, 'peer id': id } = peer
    if (!isText(ip) || typeof port !== 'number') return []
    const found = { host: Buffer.from(ip).toString('latin1'), port }
    if (!isDialable(found)) return []
    return [isText(id) && id.length === 20 ? { ...found, id } : found]
  })
}

function secondsOf(value: Bencode | undefined, name: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number') throw new TrackerError(`its "${name}" is not a number`)
  if (value < 0) throw new TrackerError(`its "${name}" is negative: ${value}`)
  return value
}

function countOf(value: Bencode | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function isText(value: Bencode | undefined): value is Uint8Array {
  return value instanceof Uint8Array
}
