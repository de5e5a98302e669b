type Kind = 'choker' | 'picker'

/** What a class of each kind implements. */
const CONTRACTS = { choker: 'Choker', picker: 'PiecePicker' } as const

/** The text of a new policy: about thirty lines of TypeScript that run as they are. */
export function startOf(kind: Kind, name: string): string {
  return kind === 'choker' ? chokerStart(name) : pickerStart(name)
}

/** The text of its test, for `node --test`. */
export function testOf(kind: Kind, name: string): string {
  return kind === 'choker' ? chokerTest(name) : pickerTest(name)
}

/** `my-choker` as `MyChoker`. */
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
    'What it may be given: a stream of random numbers, and the parameters that a scenario sets:',
    `constructor(${first}, random: Random, told: PolicySettings)`,
    'Equal input must give equal decisions: no Math.random, no Date.',
  ]
    .map((line) => `  // ${line}`)
    .join('\n')
}

function chokerStart(name: string): string {
  return `import type { Choker, PeerSettings, PolicyCard, RechokeRound } from 'swarm-sim'

/** Decides which neighbours a peer uploads to. Each peer has one of its own. */
${classHead('choker', name, 'uploads to those that have given us most since they came')}

  /** How many may download at a time. */
  readonly #slots: number

${constructorNote('settings: PeerSettings')}
  constructor(settings: PeerSettings) {
    this.#slots = settings.slots
  }

  /** Called every ten seconds and when a slot falls free: marks with 1 which links may download. */
  rechoke({ links, unchoked }: RechokeRound): void {
    const takers: number[] = []
    for (let link = links.first; link < links.end; link++) {
      unchoked[link] = 0
      if (links.interested[link] === 1) takers.push(link)
    }
    takers.sort((a, b) => links.receivedBytes(b) - links.receivedBytes(a))
    for (const link of takers.slice(0, this.#slots)) unchoked[link] = 1
  }
}
`
}

function pickerStart(name: string): string {
  return `import type { Availability, BitTable, PiecePicker, PolicyCard } from 'swarm-sim'

/** Decides which piece a peer fetches next. Each peer has one of its own. */
${classHead('picker', name, 'the piece that the fewest neighbours hold, of several the first')}

${constructorNote('pieceCount: number')}

  /**
   * The piece to begin, of those in this row of the table; there is at least one. Row \`missing\`
   * has all that is neither here nor begun, whoever holds it.
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

function testStart(name: string, imports: readonly string[]): string {
  return `// Run it with: node --test ${name}.test.mjs
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ${[...imports].sort((a, b) => a.localeCompare(b)).join(', ')} } from 'swarm-sim'

// Adds it to the catalogue, as --policy does.
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

function chokerTest(name: string): string {
  return `${testStart(name, [...SWARM, 'CHOKERS', 'DEFAULT_PEER_SETTINGS'])}
/** Four neighbours, a column a fact: the second wants nothing of us. */
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

test('serves the two of the interested that gave most, if there are two slots', () => {
  const settings = { ...DEFAULT_PEER_SETTINGS, slots: 2 }
  const choker = CHOKERS['${name}'].make(settings, new Random('any seed', 'choke'))
  const unchoked = new Uint8Array(4)
  choker.rechoke({ now: 10, links, unchoked, timed: true, recorder: null })
  assert.deepEqual([...unchoked], [0, 0, 1, 1])
})
${swarmTest('choker', name)}`
}

function pickerTest(name: string): string {
  return `${testStart(name, [...SWARM, 'BitTable', 'PICKERS'])}
test('picks the rarest of the candidates', () => {
  const picker = PICKERS['${name}'].make(4, new Random('any seed', 'pick'))
  // How many neighbours hold each of the four pieces.
  const availability = { copies: (piece) => [1, 1, 2, 1][piece] }
  // Row 0: what can be begun. Row 1: all that is missing.
  const table = new BitTable(2, 4)
  table.add(0, 1)
  table.add(0, 2)
  for (const piece of [0, 1, 2, 3]) table.add(1, piece)
  assert.equal(picker.next(table, 0, 1, availability), 1)
})
${swarmTest('picker', name)}`
}
