import { nearest } from '../lab/scenario/suggestion.js'
import { type Command, type Entry, isGroup } from './command.js'

/**
 * Says what is wrong with the words of a command line: yargs knows that something is, in words
 * that name neither what was typed nor what would have been right.
 */
export function usageMessage(
  yargsSays: string,
  argv: readonly string[],
  entries: readonly Entry[],
) {
  const [word, second] = argv.filter((arg) => !arg.startsWith('-'))
  const entry = entries.find(({ name }) => name === word)
  if (entry === undefined) {
    const names = entries.map(({ name }) => name)
    return mistakenCommand(word, argv[0], names, { said: '', help: 'sim --help' })
  }
  if (!isGroup(entry)) return mistakenUse(yargsSays, argv, entry, entry.name)
  const command = entry.commands.find(({ name }) => name === second)
  if (command === undefined) {
    const names = entry.commands.map(({ name }) => name)
    const page = { said: ` of ${entry.name}`, help: `sim ${entry.name} --help` }
    return mistakenCommand(second, argv[argv.indexOf(entry.name) + 1], names, page)
  }
  return mistakenUse(yargsSays, argv, command, `${entry.name} ${command.name}`)
}

/** What is wrong behind a command that there is; `path` is how it is called. */
function mistakenUse(yargsSays: string, argv: readonly string[], command: Command, path: string) {
  const help = `see "sim ${path} --help"`
  const unknown = /^Unknown arguments?: (.*)$/.exec(yargsSays)
  if (unknown) return `${mistakenArguments(unknown[1].split(', '), argv, command)}; ${help}`
  if (yargsSays.startsWith('Not enough non-option arguments')) {
    return `${path} needs ${command.operands}; ${help}`
  }
  const bare = /^Not enough arguments following: (.*)$/.exec(yargsSays)
  if (bare) return `--${bare[1]} needs a value; ${help}`
  const choice = /Argument: (.*), Given: (".*"), Choices: (.*)/.exec(yargsSays)
  if (choice) {
    const choices = choice[3].replaceAll('"', '').split(', ')
    const hint = suggestion(choice[2].slice(1, -1), choices)
    return `no ${choice[2]}${hint}; there is ${choices.join(', ')}`
  }
  return `${yargsSays}; ${help}`
}

/** `first` is what stands where the command should: an option there is the mistake. */
function mistakenCommand(
  word: string | undefined,
  first: string | undefined,
  names: readonly string[],
  { said, help }: { said: string; help: string },
) {
  if (first?.startsWith('-')) {
    return `unknown option ${first} before the command${said}; there is --help and --version`
  }
  if (word === undefined) return `name a command${said}: ${names.join(', ')}; see "${help}"`
  const hint = suggestion(word, names) || `; there is ${names.join(', ')}`
  return `unknown command${said} "${word}"${hint}`
}

function mistakenArguments(keys: readonly string[], argv: readonly string[], command: Command) {
  const known = [...Object.keys(command.options), 'help', 'version'].map((key) => `--${key}`)
  const lines: string[] = []
  for (const key of keys) {
    const typed = argv.find((arg) => /^--?(.*?)(=.*)?$/s.exec(arg)?.[1] === key)
    if (typed !== undefined) {
      const option = typed.split('=')[0]
      lines.push(`unknown option ${option}${suggestion(option, known)}`)
    } else if (argv.includes(key)) {
      lines.push(`"${key}" is one word too many`)
    }
  }
  return lines.length === 0 ? `unknown: ${keys.join(', ')}` : lines.join('; ')
}

function suggestion(word: string, candidates: readonly string[]) {
  const near = candidates.find((name) => sorted(name) === sorted(word)) ?? nearest(word, candidates)
  return near === undefined ? '' : `; did you mean "${near}"?`
}

/** Swapped letters are the commonest slip in a short word, yet two edits of three letters. */
function sorted(word: string) {
  return [...word].sort().join('')
}
