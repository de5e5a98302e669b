/** A group of leechers on equal links that arrive within two seconds. */
export function crowd(count: number, up: string, more: object = {}): object {
  const access = { up, down: '2 Mbit/s', latency: '20 ms' }
  return { count, access, arrive: { kind: 'flash', over: '2 s' }, ...more }
}

/** A single seed. */
export function oneSeed(up: string, more: object = {}): object {
  return { holds: 'all', access: { up, down: '2 Mbit/s', latency: '20 ms' }, ...more }
}
