/** A tracker did not do its part; the message says what it did, in words and without its URL. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError'
}

/** What the system's codes mean to somebody who waits for a tracker. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens at that address',
  ECONNRESET: 'hung up in the middle',
  EPIPE: 'hung up in the middle',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EAI_NODATA: 'the host name has no address',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'no way leads to that host',
  ENETUNREACH: 'no way leads to that network',
  EADDRNOTAVAIL: 'that address cannot be reached from here',
  EACCES: 'that address may not be used from here',
  EPERM: 'that address may not be used from here',
}

/** Of a certificate that nobody vouches for, by its codes, and of one for something else. */
const CERTIFICATES: readonly (readonly [codes: RegExp, words: string])[] = [
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/,
    'nobody vouches for its certificate; NODE_EXTRA_CA_CERTS=FILE names who else is trusted',
  ],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)/, 'its certificate is not valid today'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID/, 'its certificate is for another host'],
]

/** What OpenSSL calls an answer that is no TLS. */
const NO_TLS = /wrong version number|packet length too long|not ssl/i

/** Whatever went wrong with a tracker, as a TrackerError of one line. */
export function trackerError(failure: unknown): TrackerError {
  if (failure instanceof TrackerError) return failure
  if (!(failure instanceof Error)) return new TrackerError(String(failure))
  const { code = '', message } = failure as NodeJS.ErrnoException
  if (code.startsWith('HPE_')) return new TrackerError('its answer is not HTTP')
  if (/^(EPROTO|ERR_SSL_)/.test(code)) return new TrackerError(tlsReason(failure))
  const certificate = CERTIFICATES.find(([codes]) => codes.test(code))?.[1]
  return new TrackerError(REASONS[code] ?? certificate ?? message.replace(/\s+/g, ' ').trim())
}

/** What went wrong before anything was said by HTTPS. */
function tlsReason({ message, reason }: Error & { readonly reason?: string }): string {
  if (NO_TLS.test(message)) return 'does not speak TLS at that port; perhaps http:// is meant'
  return `no TLS with it: ${reason ?? 'it was refused'}`
}
