import { UsageError } from '../usage-error.js'

/** The system's errors that another port or host avoids, as text for the user. */
const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses that port; try --port 0 for any free one',
  EACCES: 'that port needs administrator rights; try one from 1024 to 65535',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'the host name cannot be resolved now',
  EINVAL: 'that address needs an interface, as in fe80::1%eth0',
}

/** Returns what to throw if a server cannot listen: a UsageError if the user can avoid it. */
export function listenError(
  failure: unknown,
  { host = 'all interfaces', port }: { readonly host?: string | undefined; readonly port: number },
): unknown {
  const reason = LISTEN_ERRORS[(failure as NodeJS.ErrnoException).code ?? '']
  if (reason === undefined) return failure
  return new UsageError(`cannot listen on ${host}, port ${port}: ${reason}`)
}
