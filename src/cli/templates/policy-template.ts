type Kind = 'choker' | 'picker'

/** The interface that a class of each kind implements. */
const CONTRACTS = { choker: 'Choker', picker: 'PiecePicker' } as const

/** The source of a new policy: about thirty lines of TypeScript that work as they are. */
export function policySource(kind: Kind, name: string): string {
  return kind === 'choker' ? chokerSource(name) : pickerSource(name)
}

/** The source of its test, for `node --test`. */
export function policyTestSource(kind: Kind, name: string): string {
  return kind === 'choker' ? chokerTestSource(name) : pickerTestSource(name)
}

/** Turns `my-choker` into `MyChoker`. */
function className(name: string): string {
  return name.replaceAll(/(?:^|-+)([a-zA-Z0-9]?)/g, (_, letter: string) => letter.toUpperCase())
}

function classHead(kind: Kind, name: string, about: string): string {
  return `export default class ${className(name)} implements ${CONTRACTS[kind]} {
  static readonly policy: PolicyCard = {
    kind: '${kind}',
    name: '${name}', // in a scenario: "${kind}": "${name}"
    about: '${about}',
  }`
}

function constructorNote(first: string): string {
  return [
    'The constructor may also take a random stream and the numbers that a scenario sets:',
    `constructor(${first}, random: Random, numbers: PolicySettings)`,
    'The same calls must give the same decisions: do not use Math.random or Date.',
  ]
    .map((line) => `  // ${line}`)
    .join('\n')
}

function chokerSource(name: string): string {
  return `import type { Choker, LinkView, PeerSettings, PolicyCard } from 'swarm-sim'

/** Decides to which neighbours a peer uploads. Each peer has its own instance. */
${classHead('choker', name, 'uploads to the neighbours that have sent us the most')}

  /** How many neighbours may download at a time. */
  readonly #slots: number

${constructorNote('settings: PeerSettings')}
  constructor(settings: PeerSettings) {
    this.#slots = settings.slots
  }

  /** Called every ten seconds and when a slot becomes free. Sets 1 for who may download. */
  rechoke(_now: number, links: LinkView, unchoked: Uint8Array): void {
    const interested: number[] = []
    for (let link = links.first; link < links.end; link++) {
      unchoked[link] = 0
      if (links.interested[link] === 1) interested.push(link)
    }
    interested.sort((a, b) => links.receivedBytes(b) - links.receivedBytes(a))
    for (const link of interested.slice(0, this.#slots)) unchoked[link] = 1
  }
}
`
}

function pickerSource(name: string): string {
  return `import type { Availability, BitTable, PiecePicker, PolicyCard } from 'swarm-sim'

/** Decides which piece a peer downloads next. Each peer has its own instance. */
${classHead('picker', name, 'the piece that the fewest neighbours hold; the first of several')}

${constructorNote('pieceCount: number')}

  /**
   * Returns a piece from row \`row\` of the table, which has at least one. Row \`_missing\` has
   * every piece that is not yet started, whoever holds it.
   */
  next(candidates: BitTable, row: number, _missing: number, availability: Availability): number {
    let best = candidates.nextSet(row, 0)
    for (let piece = best; piece >= 0; piece = candidates.nextSet(row, piece + 1)) {
      if (availability.copies(piece) < availability.copies(best)) best = piece
    }
    return best
  }
}
`
}

function testHead(name: string, imports: readonly string[]): string {
  return `// Run it with: node --test ${name}.test.mjs
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ${[...imports].sort((a, b) => a.localeCompare(b)).join(', ')} } from 'swarm-sim'

// Registers the policy, as --policy does.
usePlugins({ files: [{ file: \`\${import.meta.dirname}/${name}.ts\` }] })
`
}

function swarmTest(kind: Kind, name: string): string {
  return `
test('a small swarm completes with it', () => {
  const set = ['peer.${kind}=${name}', 'groups.leechers.count=20', 'torrent.size=2MiB']
  const experiment = new Experiment(loadScenario('flashcrowd', { set }).settings)
  while (experiment.step(10_000));
  assert.equal(experiment.completed, 20)
})
`
}

const SWARM = ['Experiment', 'loadScenario', 'Random', 'usePlugins']

function chokerTestSource(name: string): string {
  return `${testHead(name, [...SWARM, 'CHOKERS', 'DEFAULT_PEER_SETTINGS'])}
/** Four neighbours, one column per property. The second is not interested in us. */
const links = {
  first: 0,
  end: 4,
  capacity: 4,
  open: Uint8Array.of(1, 1, 1, 1),
  interested: Uint8Array.of(1, 0, 1, 1),
  snubbed: Uint8Array.of(0, 0, 0, 0),
  unchoked: Uint8Array.of(0, 0, 0, 0),
  rate: Float64Array.of(300, 900, 200, 100),
  openedAt: Float64Array.of(0, 0, 0, 0),
  unchokedAt: Float64Array.of(-1, -1, -1, -1),
  receivedBytes: (link) => [10, 90, 30, 20][link],
}

test('two slots go to the two interested neighbours that sent the most', () => {
  const settings = { ...DEFAULT_PEER_SETTINGS, slots: 2 }
  const choker = CHOKERS['${name}'].make(settings, new Random('any seed', 'choke'))
  const unchoked = new Uint8Array(4)
  choker.rechoke(10, links, unchoked, true, null)
  assert.deepEqual([...unchoked], [0, 0, 1, 1])
})
${swarmTest('choker', name)}`
}

function pickerTestSource(name: string): string {
  return `${testHead(name, [...SWARM, 'BitTable', 'PICKERS'])}
test('picks the rarest of the candidates', () => {
  const picker = PICKERS['${name}'].make(4, new Random('any seed', 'pick'))
  // How many neighbours hold each of the four pieces.
  const availability = { copies: (piece) => [1, 1, 2, 1][piece] }
  // Row 0: pieces that can be started now. Row 1: all missing pieces.
  const table = new BitTable(2, 4)
  table.add(0, 1)
  table.add(0, 2)
  for (const piece of [0, 1, 2, 3]) table.add(1, piece)
  assert.equal(picker.next(table, 0, 1, availability), 1)
})
${swarmTest('picker', name)}`
}
