import { MOST_BENCODE_BYTES } from '../../net/torrent/bencode.js'
import { UsageError } from '../usage-error.js'

/** A server that takes longer than this in all is given up, milliseconds. */
const MOST_MILLISECONDS = 60_000

/** What the system's refusals mean to somebody who does not know their names. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the server closed the connection',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_SOCKET: 'the server closed the connection',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody known',
}

/** Whether a name is the address of a .torrent on the web. */
export function isTorrentUrl(name: string): boolean {
  return /^https?:\/\//i.test(name)
}

/**
 * Fetches the bytes of a .torrent from the web, as many as a .torrent may have at most.
 * @throws UsageError that says why it cannot be had
 */
export async function fetchTorrentBytes(
  url: string,
  mostMilliseconds = MOST_MILLISECONDS,
): Promise<Uint8Array> {
  if (!URL.canParse(url)) throw new UsageError(`${url}: expected the address of a .torrent`)
  const signal = AbortSignal.timeout(mostMilliseconds)
  try {
    const response = await fetch(url, { signal })
    if (!response.ok) {
      const status = `${response.status} ${response.statusText}`.trim()
      await response.body?.cancel()
      throw new UsageError(`${url}: expected a .torrent, the server answered ${status}`)
    }
    return await bodyOf(url, response)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const why = signal.aborted ? `no answer within ${mostMilliseconds / 1000} s` : reason(error)
    throw new UsageError(`${url}: cannot be fetched: ${why}`)
  }
}

/** Reads an answer whose length nobody promises. */
async function bodyOf(url: string, { body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    parts.push(part)
    size += part.length
    if (size > MOST_BENCODE_BYTES) {
      throw new UsageError(`${url}: expected a .torrent of at most 16 MiB, the server sends more`)
    }
  }
  return Buffer.concat(parts)
}

/** `fetch` says no more than "fetch failed"; the reason is the cause of that. */
function reason(error: unknown): string {
  const { message, cause } = error as Error
  const { code = '', message: within } = (cause ?? {}) as NodeJS.ErrnoException
  return REFUSALS[code] ?? within ?? message
}
