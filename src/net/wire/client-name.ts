import peerid from 'bittorrent-peerid'

/** The most characters of a name. */
const MAX_CHARACTERS = 40

/**
 * Returns the client's name and version from its peer id (20 bytes), or the printable start of an
 * unknown id. Safe for a terminal.
 */
export function clientName(peerId: Uint8Array): string {
  const id = Buffer.from(peerId).toString('latin1')
  const aria = /^A2-(\d+)-(\d+)-(\d+)-/.exec(id)
  if (aria !== null) return printable(`aria2 ${aria.slice(1).join('.')}`)
  const ours = /^-SW(\d)(\d)(\d)\d-/.exec(id)
  if (ours !== null) return `swarm-sim ${ours.slice(1).join('.')}`
  const { client, version } = identify(peerId)
  if (!client || /^unknown/i.test(client)) {
    const prefix = printable(id.slice(0, 8))
    return prefix === '' ? 'unknown' : `unknown (${prefix})`
  }
  return printable(`${client} ${version ?? digitsOf(id)}`)
}

/**
 * Makes a peer's text safe for a terminal: keeps letters, marks, numbers, signs and single spaces,
 * so it has no escape sequences and no direction marks.
 */
export function printable(text: string): string {
  const plain = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, ' ').replace(/ +/g, ' ')
  return [...plain.trim()].slice(0, MAX_CHARACTERS).join('')
}

/** Returns the version in an id of the form `-XX1234-`, for clients that the package lacks. */
function digitsOf(id: string): string {
  const digits = /^-..(\d{4})-/.exec(id)?.[1] ?? ''
  return [...digits].join('.')
}

function identify(peerId: Uint8Array): { client?: string; version?: string | null } {
  try {
    return peerid(Buffer.from(peerId))
  } catch {
    // The package may throw on ids of unusual form.
    return {}
  }
}
