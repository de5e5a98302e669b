import type { Options, PositionalOptions } from 'yargs'
import { type Command, type Entry, isGroup } from '../command.js'
import { ALL_KINDS, type NamedKind, namedOf } from './named.js'

/** The first word by which a completion script asks; it has been in users' files since 0.1. */
export const COMPLETE = '--get-yargs-completions'

const SCENARIOS = ['scenario', 'model', 'chapter'] as const

/** What the operands of commands name: the command, the operand, the kinds. */
const OPERANDS: Readonly<Record<string, Readonly<Record<string, readonly NamedKind[]>>>> = {
  run: { file: SCENARIOS },
  demo: { scenario: SCENARIOS },
  crosscheck: { file: SCENARIOS },
  compare: { file: SCENARIOS },
  ablate: { file: SCENARIOS },
  failures: { file: SCENARIOS },
  sweep: { file: ['sweep'] },
  tournament: { entries: ['choker', 'behaviour'] },
  show: { name: ALL_KINDS },
}

/** What the values of options name, whatever the command. */
const OPTION_VALUES: Readonly<Record<string, readonly NamedKind[]>> = {
  choker: ['choker'],
  'seed-choker': ['choker'],
  picker: ['picker'],
  scenario: SCENARIOS,
}

/** What the value at a path of a scenario names, by the path's last word. */
const PATH_VALUES: Readonly<Record<string, readonly NamedKind[]>> = {
  choker: ['choker'],
  seedChoker: ['choker'],
  picker: ['picker'],
  behaviour: ['behaviour'],
  superSeeding: ['super-seeding'],
  access: ['preset'],
  model: ['model'],
  kind: ['model'],
}

/**
 * Returns what the last word of a command line can become; the program's name is left out.
 * A shell may part words at "=", as bash does.
 */
export async function completions(
  words: readonly string[],
  entries: readonly Entry[],
): Promise<string[]> {
  const joined = joinedAtEquals(words)
  const current = joined.at(-1) ?? ''
  const candidates = await candidatesFor(joined.slice(0, -1), current, entries)
  return [...new Set(candidates)].filter((each) => each.startsWith(current))
}

/** `--set peer.choker = none` as `--set peer.choker=none`. */
function joinedAtEquals(words: readonly string[]): string[] {
  const joined: string[] = []
  let isOpen = false
  for (const word of words) {
    const last = joined.length - 1
    if ((word === '=' || isOpen) && last >= 0) joined[last] += word
    else joined.push(word)
    isOpen = word === '='
  }
  return joined
}

function candidatesFor(before: readonly string[], current: string, entries: readonly Entry[]) {
  const [first, second, ...rest] = before
  if (first === undefined) return [...entries.map(({ name }) => name), '--help', '--version']
  const entry = entries.find(({ name }) => name === first)
  if (entry === undefined) return []
  if (!isGroup(entry)) return forCommand(entry, before.slice(1), current)
  if (second === undefined) return [...entry.commands.map(({ name }) => name), '--help']
  const command = entry.commands.find(({ name }) => name === second)
  return command === undefined ? [] : forCommand(command, rest, current)
}

function forCommand(command: Command, before: readonly string[], current: string) {
  const assigned = /^--([a-z-]+)=(.*)$/s.exec(current)
  if (assigned !== null) {
    const [, name, value] = assigned
    return prefixed(`--${name}=`, optionValues(name, command.options[name], value))
  }
  const last = optionOf(before.at(-1), command)
  if (last !== undefined && takesValue(command.options[last])) {
    return optionValues(last, command.options[last], current)
  }
  if (current.startsWith('-')) return optionNames(before, command)
  return operandValues(before, command)
}

function optionNames(before: readonly string[], { options }: Command): string[] {
  const free = Object.entries(options).filter(
    ([name, { array }]) => array === true || !before.includes(`--${name}`),
  )
  return [...free.map(([name]) => `--${name}`), '--help']
}

function optionOf(word: string | undefined, { options }: Command): string | undefined {
  const name = word?.startsWith('--') ? word.slice(2) : ''
  return Object.hasOwn(options, name) ? name : undefined
}

function takesValue({ type, choices }: Options): boolean {
  return choices !== undefined || (type !== undefined && type !== 'boolean')
}

async function optionValues(name: string, option: Options | undefined, current: string) {
  const { choices } = option ?? {}
  if (choices !== undefined) return texts(choices)
  if (name === 'set' || name === 'vary') return pathValues(current)
  return namesOf(OPTION_VALUES[name])
}

/** Completes the value behind a path, with --vary the last of several. */
async function pathValues(current: string): Promise<string[]> {
  const [, head, path] = /^((.*?)=(?:.*,)?)/s.exec(current) ?? []
  if (head === undefined) return []
  return prefixed(head, namesOf(PATH_VALUES[path.split('.').at(-1) ?? '']))
}

async function operandValues(before: readonly string[], command: Command): Promise<string[]> {
  const operands = Object.entries(command.positionals)
  const [name, operand] = operands[Math.min(given(before, command), operands.length - 1)] ?? []
  if (name === undefined || operand === undefined) return []
  const { choices } = operand as PositionalOptions
  return choices === undefined ? namesOf(OPERANDS[command.name]?.[name]) : texts(choices)
}

/** How many operands stand before the current word. */
function given(before: readonly string[], command: Command): number {
  return before.filter((word, i) => {
    const option = optionOf(before[i - 1], command)
    const isValue = option !== undefined && takesValue(command.options[option])
    return !word.startsWith('-') && !isValue
  }).length
}

async function namesOf(kinds: readonly NamedKind[] = []): Promise<string[]> {
  return (await namedOf(kinds)).map(({ name }) => name)
}

async function prefixed(prefix: string, values: Promise<readonly string[]>): Promise<string[]> {
  return (await values).map((value) => `${prefix}${value}`)
}

function texts(choices: NonNullable<Options['choices']>): string[] {
  return (Array.isArray(choices) ? choices : [choices]).map(String)
}
