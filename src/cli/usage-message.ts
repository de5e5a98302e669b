import { nearest } from '../lab/scenario/suggestion.js'
import { type Command, type Entry, isGroup } from './command.js'

/**
 * Says what is wrong with a command line and what would be right. The message of yargs shows which
 * kind of error it is, but names neither what was typed nor the alternatives.
 */
export function usageMessage(
  yargsMessage: string,
  argv: readonly string[],
  entries: readonly Entry[],
) {
  const [first, second] = argv.filter((arg) => !arg.startsWith('-'))
  const entry = entries.find(({ name }) => name === first)
  if (entry === undefined) {
    const names = entries.map(({ name }) => name)
    return commandMessage(first, argv[0], names, '')
  }
  if (!isGroup(entry)) return argumentMessage(yargsMessage, argv, entry, entry.name)
  const command = entry.commands.find(({ name }) => name === second)
  if (command === undefined) {
    const names = entry.commands.map(({ name }) => name)
    return commandMessage(second, argv[argv.indexOf(entry.name) + 1], names, `${entry.name} `)
  }
  return argumentMessage(yargsMessage, argv, command, `${entry.name} ${command.name}`)
}

/** What is wrong with the arguments of a command; `path` is its full name. */
function argumentMessage(
  yargsMessage: string,
  argv: readonly string[],
  command: Command,
  path: string,
) {
  const help = `see "sim ${path} --help"`
  const unknown = /^Unknown arguments?: (.*)$/.exec(yargsMessage)
  if (unknown) return `${unknownArguments(unknown[1].split(', '), argv, command)}; ${help}`
  if (yargsMessage.startsWith('Not enough non-option arguments')) {
    return `${path} needs ${command.operands}; ${help}`
  }
  const bare = /^Not enough arguments following: (.*)$/.exec(yargsMessage)
  if (bare) return `--${bare[1]} needs a value; ${help}`
  const missing = /^Missing required arguments?: (.*)$/.exec(yargsMessage)
  if (missing) return `${path} needs --${missing[1].split(', ').join(' and --')}; ${help}`
  const choice = /Argument: (.*), Given: "(.*)", Choices: (.*)/.exec(yargsMessage)
  if (choice) {
    const [, name, found, list] = choice
    const choices = list.replaceAll('"', '').split(', ')
    const where = Object.hasOwn(command.options, name) ? `--${name}` : `<${name}>`
    return `${where}: expected ${choices.join(', ')}; found "${found}"${suggestion(found, choices)}`
  }
  return `${yargsMessage}; ${help}`
}

/**
 * What is wrong with the name of a command, which stands behind that of its `group`. `first` is
 * the argument in its place: an option there is reported.
 */
function commandMessage(
  name: string | undefined,
  first: string | undefined,
  names: readonly string[],
  group: string,
) {
  const help = `see "sim ${group}--help"`
  if (first?.startsWith('-')) {
    return `unknown option ${first}: options follow the command, "sim ${group}COMMAND"; ${help}`
  }
  if (name === undefined) return `expected a command, "sim ${group}COMMAND"; ${help}`
  const hint = suggestion(name, names) || `; expected ${names.join(', ')}`
  return `unknown command "sim ${group}${name}"${hint}`
}

function unknownArguments(keys: readonly string[], argv: readonly string[], command: Command) {
  const known = [...Object.keys(command.options), 'help', 'version'].map((key) => `--${key}`)
  const messages: string[] = []
  for (const key of keys) {
    const typed = argv.find((arg) => /^--?(.*?)(=.*)?$/s.exec(arg)?.[1] === key)
    if (typed !== undefined) {
      const option = typed.split('=')[0]
      messages.push(`unknown option ${option}${suggestion(option, known)}`)
    } else if (argv.includes(key)) {
      messages.push(`unexpected argument "${key}"`)
    }
  }
  return messages.length === 0 ? `unknown: ${keys.join(', ')}` : messages.join('; ')
}

function suggestion(typed: string, candidates: readonly string[]) {
  const near =
    candidates.find((name) => sorted(name) === sorted(typed)) ?? nearest(typed, candidates)
  return near === undefined ? '' : `; did you mean "${near}"?`
}

/** Swapped letters are a common slip, yet they count as two edits even in a short name. */
function sorted(text: string) {
  return [...text].sort().join('')
}
