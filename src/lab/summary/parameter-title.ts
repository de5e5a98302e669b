/** Titles of parameters whose key alone says too little, by the last parts of the path. */
const TITLES: Readonly<Record<string, string>> = {
  'access.up': 'uplink',
  'access.down': 'downlink',
  'torrent.size': 'torrent size',
  'torrent.pieceLength': 'piece length',
  count: 'number',
  slots: 'upload slots',
  optimisticSlots: 'optimistic slots',
  picker: 'piece picker',
  dialLinks: 'links dialled per peer',
  maxLinks: 'maximum links per peer',
}

/**
 * Names a path of a scenario on an axis: `uplink of origin` for `groups.origin.access.up`,
 * `links dialled per peer` for `peer.dialLinks`.
 */
export function parameterTitle(path: string): string {
  const keys = path.split('.')
  const isOfGroup = keys[0] === 'groups' && keys.length > 2
  const own = keys.slice(isOfGroup ? 2 : keys[0] === 'peer' ? 1 : 0)
  const known = TITLES[own.slice(-2).join('.')] ?? TITLES[own.at(-1) ?? '']
  const title = known ?? own.map(spacedWords).join(', ')
  return isOfGroup ? `${title} of ${keys[1]}` : title
}

/** Writes `randomFirstPieces` as `random first pieces`. */
function spacedWords(key: string): string {
  return key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Returns the title with a capital first letter. */
export function capitalised(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1)
}
