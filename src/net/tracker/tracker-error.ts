/** A tracker failed; the message tells the user how, without its URL. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError'
}

/** The system's error codes as text for the user. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens at that port',
  ECONNRESET: 'closed the connection early',
  EPIPE: 'closed the connection early',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'the host name cannot be resolved now; is the network up?',
  EAI_NODATA: 'the host name has no address',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'no route to that host',
  ENETUNREACH: 'no route to that network',
  EADDRNOTAVAIL: 'that address cannot be reached from here',
  EACCES: 'that address may not be used from here',
  EPERM: 'that address may not be used from here',
}

/** OpenSSL's certificate errors as text for the user. */
const CERTIFICATES: readonly (readonly [codes: RegExp, text: string])[] = [
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/,
    'its certificate is not trusted; to trust its issuer, set NODE_EXTRA_CA_CERTS=FILE',
  ],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)/, 'its certificate has expired or is not valid yet'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID/, 'its certificate is for another host'],
]

/** OpenSSL's messages for an answer that is not TLS. */
const NO_TLS = /wrong version number|packet length too long|not ssl/i

/** Turns any failure of a tracker into a TrackerError of one line. */
export function trackerError(failure: unknown): TrackerError {
  if (failure instanceof TrackerError) return failure
  if (!(failure instanceof Error)) return new TrackerError(String(failure))
  const { code = '', message } = failure as NodeJS.ErrnoException
  if (code.startsWith('HPE_')) return new TrackerError('its answer is not HTTP')
  if (/^(EPROTO|ERR_SSL_)/.test(code)) return new TrackerError(tlsReason(failure))
  const certificate = CERTIFICATES.find(([codes]) => codes.test(code))?.[1]
  return new TrackerError(REASONS[code] ?? certificate ?? message.replace(/\s+/g, ' ').trim())
}

/** Describes a failed TLS handshake. */
function tlsReason({ message, reason }: Error & { readonly reason?: string }): string {
  if (NO_TLS.test(message)) return 'does not use TLS at that port; try http:// instead of https://'
  return `the TLS handshake failed: ${reason ?? 'it was refused'}`
}
