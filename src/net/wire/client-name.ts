import peerid from 'bittorrent-peerid'

/** Longer names are cut: after so many characters. */
const MOST_CHARACTERS = 40

/**
 * The client's name and version, as its peer id (20 bytes) tells them; for an id that is not known,
 * its printable beginning. Safe for a terminal.
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
 * Text that a peer said, made safe for a terminal: without anything but letters, marks, numbers,
 * signs and single spaces, so without escape sequences and what turns the direction of text.
 */
export function printable(text: string): string {
  const plain = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, ' ').replace(/ +/g, ' ')
  return [...plain.trim()].slice(0, MOST_CHARACTERS).join('')
}

/** The version in an id of the common shape, `-XX1234-`, if the package does not know its rule. */
function digitsOf(id: string): string {
  const digits = /^-..(\d{4})-/.exec(id)?.[1] ?? ''
  return [...digits].join('.')
}

function identify(peerId: Uint8Array): { client?: string; version?: string | null } {
  try {
    return peerid(Buffer.from(peerId))
  } catch {
    // The package reads ids of strange shapes in ways that may fail.
    return {}
  }
}
