import { MAX_BENCODE_BYTES } from '../../base/bencode.js'
import { UsageError } from '../usage-error.js'

/** Time limit for a whole download, milliseconds. */
const MAX_MILLISECONDS = 60_000

/** Plain English for the error codes of `fetch`. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the DNS lookup failed; try again later',
  ECONNREFUSED: 'connection refused; no server listens on that port',
  ECONNRESET: 'the server closed the connection',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_SOCKET: 'the server closed the connection',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
}

/** Whether a name is an http(s) URL. */
export function isTorrentUrl(name: string): boolean {
  return /^https?:\/\//i.test(name)
}

/**
 * Downloads a .torrent, up to the size limit of bencoded files.
 * @throws UsageError that names the URL and the reason
 */
export async function fetchTorrentBytes(
  url: string,
  mostMilliseconds = MAX_MILLISECONDS,
): Promise<Uint8Array> {
  if (!URL.canParse(url))
    throw new UsageError(
      `${url}: expected the URL of a .torrent, such as https://example.org/a.torrent`,
    )
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
    throw new UsageError(`${url}: cannot be downloaded: ${why}`)
  }
}

/** Reads a body in parts, because its length header may be missing or wrong. */
async function bodyOf(url: string, { body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    parts.push(part)
    size += part.length
    if (size > MAX_BENCODE_BYTES) {
      throw new UsageError(`${url}: expected a .torrent of at most 16 MiB, the server sends more`)
    }
  }
  return Buffer.concat(parts)
}

/** The message of `fetch` is only "fetch failed"; the reason is in its cause. */
function reason(error: unknown): string {
  const { message, cause } = error as Error
  const { code = '', message: within } = (cause ?? {}) as NodeJS.ErrnoException
  return REFUSALS[code] ?? within ?? message
}
