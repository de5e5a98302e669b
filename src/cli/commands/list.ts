import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { type Named, type NamedKind, namedOf, POLICY_KINDS } from '../names/named.js'
import { LIST_WIDTH, shortened } from '../names/text-lines.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'

const TOPICS = {
  scenarios: ['scenario'],
  models: ['model'],
  chapters: ['chapter'],
  sweeps: ['sweep'],
  policies: POLICY_KINDS,
  presets: ['preset'],
} as const satisfies Readonly<Record<string, readonly NamedKind[]>>

interface ListArgs {
  readonly what: keyof typeof TOPICS
  readonly json?: boolean
}

/** Lists what there is to choose from, one line each. */
export const list: Command<ListArgs> = {
  name: 'list',
  operands: '<what>',
  about: 'List scenarios, models, chapters, sweeps, policies or presets, one line each',
  positionals: {
    what: {
      choices: Object.keys(TOPICS),
      describe:
        'Models are ways to move a file, chapters belong to "sim demo", presets are access links',
    },
  },
  options: {
    ...POLICY_OPTIONS,
    json: { type: 'boolean', describe: 'Print one JSON list, with descriptions and sources' },
  },
  examples: [
    ['sim list scenarios', 'List the shipped scenarios'],
    ['sim list policies', 'List chokers, pickers and behaviours'],
    ['sim show flashcrowd', 'Show one of them'],
  ],
  async act({ what, json }, { stdout }) {
    const found = await namedOf(TOPICS[what])
    stdout.write(json ? `${JSON.stringify(found)}\n` : lines(found))
    return DONE
  },
}

/** Returns a line for each; several kinds have a heading each. */
function lines(found: readonly Named[]): string {
  const width = Math.max(0, ...found.map(({ name }) => name.length))
  const kinds = [...new Set(found.map(({ kind }) => kind))]
  const blocks = kinds.map((kind) => {
    const heading = kinds.length > 1 ? `${kind}s\n` : ''
    const rows = found.filter((each) => each.kind === kind)
    return heading + rows.map(({ name, title }) => line(name.padEnd(width), title)).join('')
  })
  return blocks.join('\n')
}

function line(name: string, title: string): string {
  return `  ${name}  ${shortened(title, LIST_WIDTH - name.length - 4)}\n`
}
