import { alternativesOf, type JsonSchema } from '../../src/lab/scenario/json-schema.js'
import { PRESETS } from '../../src/lab/scenario/presets.js'
import { scenarioSchema } from '../../src/lab/scenario/schema.js'
import { formatRate, formatSeconds, type Quantity, UNITS } from '../../src/lab/scenario/units.js'
import { BASE_UNITS, EXAMPLES } from '../../src/lab/scenario/value.js'
import { sweepSchema } from '../../src/lab/sweep/schema.js'
import { BEHAVIOURS } from '../../src/policy/behaviours.js'
import { CHOKERS, PICKERS, type PolicySetting } from '../../src/policy/catalogue.js'
import { SUPER_SEEDINGS } from '../../src/policy/super-seedings.js'
import type { AccessSettings } from '../../src/sim/settings.js'
import { objectsOf } from './json-schema.js'
import { jsonCode, keyRows, keyTable, meaningOf, table } from './key-table.js'

/** The example that starts the page; a test parses it. */
export const EXAMPLE = `{
  "version": 1,
  "name": "my-swarm",
  "torrent": { "size": "100 MiB", "pieceLength": "256 KiB" },
  "groups": {
    "seed": { "holds": "all", "access": "origin", "leave": { "linger": "2 h" } },
    // A hundred ADSL subscribers join within ten seconds.
    "leechers": { "count": 100, "arrive": { "kind": "flash", "over": "10 s" } }
  },
  "events": [{ "when": { "completed": "50%" }, "do": "kill", "group": "seed" }]
}`

/** The peer's keys that are objects, and their sections. */
const PEER_LINKS = {
  choker: 'Chokers',
  seedChoker: 'Chokers',
  picker: 'Piece pickers',
  behaviour: 'Behaviours',
  superSeeding: 'Super-seeding',
  endgame: 'Endgame',
  pipeline: 'Pipeline',
}

const SCENARIO_LINKS = {
  torrent: 'Torrent',
  model: 'Models',
  models: 'Models',
  playback: 'Playback',
  network: 'Network',
  tracker: 'Tracker',
  peer: 'Peer',
  groups: 'Groups',
  events: 'Events',
}

const GROUP_LINKS = {
  holds: 'Holdings',
  access: 'Access links',
  arrive: 'Arrivals',
  leave: 'Leaving',
  abort: 'Mean times',
  linkDrops: 'Mean times',
  flaps: 'Outages',
}

/** Renders the reference of the scenario and sweep languages, scenarios/README.md. */
export function renderLanguage(): string {
  const scenario = scenarioSchema() as JsonSchema
  const [model] = Object.values(scenario.definitions!)
  const keys: Readonly<Record<string, JsonSchema>> = { ...scenario.properties!, model }
  const group = keys['groups'].additionalProperties as JsonSchema
  const peer = keys['peer']
  const groupOnly = { ...group, properties: without(group.properties!, peer.properties!) }
  const object = (key: string) => objectTables(group.properties![key])
  return [
    intro(),
    section('Scenario', '', keyTable({ ...scenario, properties: keys }, SCENARIO_LINKS)),
    section(
      'Torrent',
      'Either a size and a piece length, or a file:',
      objectTables(keys['torrent']),
    ),
    section(
      'Groups',
      'A group has these keys, and every key of a [peer](#peer).',
      keyTable(groupOnly, GROUP_LINKS),
    ),
    section(
      'Holdings',
      'The words `"all"` and `"nothing"`, or one of these objects:',
      object('holds'),
    ),
    section(
      'Access links',
      'The name of a preset, or an object with values that replace those of a preset.',
      object('access'),
      presets(),
    ),
    section('Arrivals', '', kindTable(group.properties!['arrive'], 'kind')),
    section(
      'Leaving',
      `${wordsOf(group.properties!['leave'])} Or one of these objects:`,
      object('leave'),
    ),
    section('Outages', '', keyTable(group.properties!['flaps'], { every: 'Mean times' })),
    section(
      'Mean times',
      'The mean of an exponentially distributed time, `"never"`, or an object that gives the ' +
        'rate in its place: `"100 s"` and `{"perSecond": 0.01}` mean the same.',
      object('abort'),
    ),
    section(
      'Peer',
      'These keys configure all peers in `peer`, and the peers of one group in that group. In a ' +
        'group the default is the value in `peer`.',
      keyTable(peer, PEER_LINKS),
    ),
    section('Endgame', 'A scope alone, or an object:', object('endgame')),
    section('Pipeline', '', object('pipeline')),
    section('Playback', 'A rate alone, or an object:', objectTables(keys['playback'])),
    section('Network', '', keyTable(keys['network'])),
    section('Tracker', '', keyTable(keys['tracker'])),
    section(
      'Events',
      'Each event has an action and a time or condition.',
      kindTable(keys['events'].items!, 'do'),
      'The objects that `when` may be:\n',
      objectTables(objectsOf(keys['events'].items!)[0].properties!['when']),
    ),
    section(
      'Models',
      'The name of a kind, a name from `models`, or an object. With `origin`, `nodes` or ' +
        '`leaves` another model takes the place of single hosts.',
      kindTable(model, 'kind'),
    ),
    policies(),
    sweeps(),
  ].join('\n')
}

/** What the words mean that are an alternative to objects. */
function wordsOf(schema: JsonSchema): string {
  return meaningOf(alternativesOf(schema).find((part) => part.enum !== undefined)!)
}

function intro(): string {
  const quantities = (Object.keys(BASE_UNITS) as Quantity[]).map((quantity) => [
    quantity,
    jsonCode(EXAMPLES[quantity]),
    Object.keys(UNITS[quantity])
      .map((unit) => `\`${unit}\``)
      .join(' '),
    BASE_UNITS[quantity],
  ])
  return [
    '<!-- Generated by `npm run docs` from the schema. Do not edit. -->\n',
    '# Scenarios\n',
    'A scenario is a JSON file that describes one swarm. Comments are allowed. This one ' +
      'is complete:\n',
    `\`\`\`jsonc\n${EXAMPLE}\n\`\`\`\n`,
    '`sim run my-swarm.json` runs it. `sim list scenarios` lists the scenarios in this folder, ' +
      'and each also runs by its name: `sim run flashcrowd`. `--set groups.leechers.count=50` ' +
      'changes one value, named by its path.\n',
    'An editor completes and checks a scenario that starts with ' +
      '`"$schema": "./scenario.schema.json"`. `sim schema` prints that schema.\n',
    '## Values with a unit\n',
    'Write a number and its unit as a text. A plain number is in the base unit.\n',
    table(['Quantity', 'Example', 'Units', 'A plain number is'], quantities),
    'Times may be combined: `"1 h 30 min"`. A kbit has 1000 bits, a KiB 1024 bytes.\n',
  ].join('\n')
}

function section(title: string, ...parts: readonly string[]): string {
  const paragraphs = parts.filter((part) => part !== '')
  const ended = paragraphs.map((part) => (part.endsWith('\n') ? part : `${part}\n`))
  return `## ${title}\n\n${ended.join('\n')}`
}

/** A table of the keys of all object shapes of a schema; equal keys appear once. */
function objectTables(schema: JsonSchema): string {
  return table(
    ['Key', 'Type', 'Default', 'Example', 'Meaning'],
    unique(objectsOf(schema).flatMap((object) => keyRows(object))),
  )
}

/** A table of the kinds of a tagged union and their own keys, and one of the keys of every kind. */
function kindTable(schema: JsonSchema, tag: string): string {
  const objects = objectsOf(schema)
  const common = Object.keys(objects[0].properties!).filter(
    (key) =>
      key !== tag &&
      objects.every(
        ({ properties = {} }) =>
          JSON.stringify(properties[key]) === JSON.stringify(objects[0].properties![key]),
      ),
  )
  const rows = objects.flatMap((object) => {
    const kind = object.properties![tag]
    const own = keyRows(object, {}, [tag, ...common])
    return [
      [jsonCode(kind.const), '', '', '', '', meaningOf(kind)],
      ...own.map((row) => ['', ...row]),
    ]
  })
  const kinds = table([`\`${tag}\``, 'Key', 'Type', 'Default', 'Example', 'Meaning'], rows)
  if (common.length === 0) return kinds
  const shared = keyRows(objects[0]).filter(([name]) => common.includes(name.replaceAll('`', '')))
  const head = ['Key', 'Type', 'Default', 'Example', 'Meaning']
  return `${kinds}\nKeys of every kind:\n\n${table(head, shared)}`
}

function unique(rows: readonly string[][]): string[][] {
  return [...new Map(rows.map((row) => [row.join('|'), row])).values()]
}

function without<T>(all: Readonly<Record<string, T>>, some: object): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(some, key)))
}

function presets(): string {
  const latency = ({ latencySeconds, latencyToSeconds }: AccessSettings) =>
    latencyToSeconds > 0
      ? `${formatSeconds(latencySeconds)} to ${formatSeconds(latencyToSeconds)}`
      : formatSeconds(latencySeconds)
  const rows = Object.entries(PRESETS).map(([name, { about, source, access }]) => [
    jsonCode(name),
    formatRate(access.upBytesPerSecond),
    formatRate(access.downBytesPerSecond),
    latency(access),
    access.reachable ? 'yes' : 'no',
    about.replace(/:.*?(?=, behind|$)/, ''),
    source,
  ])
  const head = ['Preset', 'Up', 'Down', 'Latency', 'Reachable', 'Models', 'Source']
  return `The presets (\`sim list presets\`):\n\n${table(head, rows)}`
}

interface Named {
  readonly about: string
  readonly source: string
  readonly settings?: Readonly<Record<string, PolicySetting>>
}

function policies(): string {
  const example = 'a name, or an object such as `{"name": "streaming", "window": 20}`'
  return [
    section(
      'Chokers',
      'A choker decides which peers a peer uploads to. The value is a name, or an object if it ' +
        'has settings.',
      policyTable(CHOKERS),
    ),
    section(
      'Piece pickers',
      `A piece picker decides which piece a peer requests next. The value is ${example}.`,
      policyTable(PICKERS),
    ),
    section(
      'Behaviours',
      'A behaviour is what a peer does whatever its policies decide. The value is a name, or an ' +
        'object such as `{"name": "sybil", "identities": 5}`. The old key `conduct` still works.',
      policyTable(BEHAVIOURS),
    ),
    section('Super-seeding', 'The value `true` means `"bep-16"`.', policyTable(SUPER_SEEDINGS)),
  ].join('\n')
}

function policyTable(entries: Readonly<Record<string, Named>>): string {
  const rows = Object.entries(entries).map(([name, { about, source, settings = {} }]) => [
    jsonCode(name),
    about,
    Object.entries(settings)
      .map(([key, { about: meaning, kind, default: given }]) => {
        const value = kind === 'share' ? `${100 * given}%` : given
        return `\`${key}\`: ${meaning} Default: ${jsonCode(value)}.`
      })
      .join(' '),
    source,
  ])
  const hasSettings = rows.some(([, , settings]) => settings !== '')
  if (hasSettings) return table(['Name', 'What it does', 'Settings', 'Source'], rows)
  return table(
    ['Name', 'What it does', 'Source'],
    rows.map(([name, about, , source]) => [name, about, source]),
  )
}

function sweeps(): string {
  return [
    section(
      'Sweeps',
      'A sweep file runs one scenario at many points of a grid. It lies in `scenarios/sweeps` or ' +
        'anywhere else. A path names a value of the scenario, as for `--set`.',
      keyTable(sweepSchema() as JsonSchema),
      '`sim sweep my-sweep.json` runs it, and `sim schema --sweep` prints its JSON Schema.\n',
    ),
    section(
      'Tournaments',
      'A tournament has no file. `sim tournament tit-for-tat unchoke-all none` mixes ' +
        'policies and behaviours in one group of a scenario, by default the shipped scenario ' +
        '`tournament`. Choose another with `--scenario` and `--group`. Its ' +
        'entries are the names of chokers, ' +
        'piece pickers and behaviours above.',
    ),
  ].join('\n')
}
