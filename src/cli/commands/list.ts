import { PRESETS } from '../../lab/scenario/presets.js'
import { BEHAVIOURS } from '../../policy/behaviours.js'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'
import { SUPER_SEEDINGS } from '../../policy/super-seedings.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'

const TOPICS = ['policies', 'scenarios', 'presets'] as const

interface ListArgs {
  readonly what: (typeof TOPICS)[number]
  readonly json?: boolean
}

/** What there is to say of one thing; the first two fields are a line for people. */
type Row = Readonly<Record<string, string>>

/** Names what there is to choose from. */
export const list: Command<ListArgs> = {
  name: 'list',
  operands: '<what>',
  about: 'Names the policies, scenarios or presets that there are',
  positionals: { what: { choices: TOPICS, describe: 'What to name' } },
  options: {
    ...POLICY_OPTIONS,
    json: { type: 'boolean', describe: 'Prints one JSON list, with sources' },
  },
  examples: [
    ['sim list policies', 'what a group\u2019s policies may be'],
    ['sim list scenarios --json', 'for a script'],
  ],
  async act({ what, json }, { stdout }) {
    const rows = await ROWS[what]()
    stdout.write(json ? `${JSON.stringify(rows)}\n` : plain(rows, what === 'presets'))
    return DONE
  },
}

type Rows = Row[] | Promise<Row[]>

const ROWS: Readonly<Record<ListArgs['what'], () => Rows>> = {
  policies: () => [
    ...catalogued(CHOKERS).map((row) => ({ ...row, kind: 'choker' })),
    ...catalogued(PICKERS).map((row) => ({ ...row, kind: 'picker' })),
    ...catalogued(SUPER_SEEDINGS).map((row) => ({ ...row, kind: 'super-seeding' })),
    ...catalogued(BEHAVIOURS).map((row) => ({ ...row, kind: 'behaviour' })),
  ],
  scenarios: async () => {
    const { shippedScenarios } = await import('../../machine/input/scenario-file.js')
    return shippedScenarios().map(({ name, about }) => ({ name, about }))
  },
  presets: () => catalogued(PRESETS),
}

function catalogued(entries: Readonly<Record<string, { about: string; source: string }>>): Row[] {
  return Object.entries(entries).map(([name, { about, source }]) => ({ name, about, source }))
}

/** A line each, and one for its source if that is wanted, under a heading for each kind. */
function plain(rows: readonly Row[], withSources: boolean): string {
  const width = Math.max(0, ...rows.map(({ name }) => name.length))
  let text = ''
  let kind: string | undefined
  for (const row of rows) {
    if (row.kind !== kind) text += `${kind === undefined ? '' : '\n'}${row.kind}s\n`
    kind = row.kind
    text += `  ${row.name.padEnd(width)}  ${row.about}\n`
    if (withSources) text += `  ${' '.repeat(width)}  source: ${row['source']}\n`
  }
  return text
}
