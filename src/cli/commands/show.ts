import { readFileSync } from 'node:fs'
import { nearest } from '../../lab/scenario/suggestion.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { ALL_KINDS, type Named, type NamedKind, namedOf } from '../names/named.js'
import { LIST_WIDTH, wrapped } from '../names/text-lines.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { UsageError } from '../usage-error.js'

interface ShowArgs {
  readonly name: string
  readonly json?: boolean
}

/** Shows what one name stands for: its story, what to look at, its JSON or its settings. */
export const show: Command<ShowArgs> = {
  name: 'show',
  operands: '<name>',
  about: 'Explain one scenario, model, sweep, policy or preset, and show its JSON',
  positionals: { name: { type: 'string', describe: 'A name from "sim list"' } },
  options: {
    ...POLICY_OPTIONS,
    json: { type: 'boolean', describe: 'Print all that has this name as one JSON list' },
  },
  examples: [
    ['sim show flashcrowd', 'A scenario: what happens, what to look at, its JSON'],
    ['sim show rarest-first', 'A policy: what it does, its settings, its source'],
  ],
  async act({ name, json }, { stdout }) {
    const all = await namedOf(ALL_KINDS)
    const found = all.filter((each) => each.name === name)
    if (found.length === 0) throw unknownName(name, all)
    stdout.write(json ? `${JSON.stringify(found)}\n` : found.map(page).join('\n'))
    return DONE
  },
}

function unknownName(name: string, all: readonly Named[]): UsageError {
  const near = nearest(
    name,
    all.map((each) => each.name),
  )
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`
  const topics = 'scenarios, models, chapters, sweeps, policies, presets'
  return new UsageError(`nothing is called "${name}".${hint} See "sim list WHAT": ${topics}`)
}

/** How a command line uses each kind; NAME stands for the name. */
const USES: Readonly<Record<NamedKind, string>> = {
  scenario: 'sim run NAME',
  model: 'sim run NAME',
  chapter: 'sim demo NAME',
  sweep: 'sim sweep NAME',
  choker: 'sim run flashcrowd --set peer.choker=NAME',
  picker: 'sim run flashcrowd --set peer.picker=NAME',
  'super-seeding': 'sim run flashcrowd --set peer.superSeeding=NAME',
  behaviour: 'sim run flashcrowd --set groups.leechers.behaviour=NAME',
  preset: 'sim run flashcrowd --set groups.leechers.access=NAME',
}

/** A choker that is meant for seeds is tried on them. */
function useOf({ kind, name, about }: Named): string {
  const use = USES[kind].replace('NAME', name)
  const forSeeds = kind === 'choker' && about.startsWith('for seeds:')
  return forSeeds ? use.replace('peer.choker', 'peer.seedChoker') : use
}

/** A text behind a head, its further lines as far in as its first. */
function indented(head: string, text: string): string {
  const lines = wrapped(text, LIST_WIDTH - head.length)
  return `${head}${lines.replaceAll('\n', `\n${' '.repeat(head.length)}`)}\n`
}

function page(named: Named): string {
  const { kind, name, title, about, source, file } = named
  const hasTitle = file !== undefined && !about.startsWith(title)
  const facts = [
    ['Use', useOf(named)],
    ['File', file],
  ].filter(([, value]) => value !== undefined)
  return [
    `${name} (${kind})${hasTitle ? `: ${title}` : ''}\n`,
    ...paragraphs(about).map((text) => `${wrapped(text)}\n`),
    ...settingsOf(named),
    facts.map(([key, value]) => `${`${key}:`.padEnd(8)}${value}\n`).join('') +
      (source === undefined ? '' : indented('Source: ', source)),
    ...(file === undefined ? [] : [readFileSync(file, 'utf8')]),
  ].join('\n')
}

/** What to look at has a paragraph of its own. */
function paragraphs(about: string): string[] {
  return about.split(/(?<=[.!?])\s+(?=Look (?:at|for|how|whether)\b)/)
}

function settingsOf({ settings = {} }: Named): string[] {
  const rows = Object.entries(settings).map(([key, { about, kind, default: given }]) => {
    const range = kind === 'share' ? 'share from 0 to 1' : 'whole number, 1 or more'
    return indented(`  ${key}: `, `${range}, default ${given}. ${about}`)
  })
  return rows.length === 0 ? [] : [`Settings\n${rows.join('')}`]
}
