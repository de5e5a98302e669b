import { nearest } from '../lab/suggestion.js'
import type { Command } from './command.js'

/**
 * Says what is wrong with the words of a command line: yargs knows that something is, in words
 * that name neither what was typed nor what would have been right.
 */
export function mistake(yargsSays: string, argv: readonly string[], commands: readonly Command[]) {
  const word = argv.find((arg) => !arg.startsWith('-'))
  const command = commands.find(({ name }) => name === word)
  if (command === undefined) return mistakenCommand(word, argv, commands)
  const help = `see "sim ${command.name} --help"`
  const unknown = /^Unknown arguments?: (.*)$/.exec(yargsSays)
  if (unknown) return mistakenArguments(unknown[1].split(', '), argv, command)
  if (yargsSays.startsWith('Not enough non-option arguments')) {
    return `${command.name} needs ${command.operands}; ${help}`
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

function mistakenCommand(
  word: string | undefined,
  argv: readonly string[],
  commands: readonly Command[],
) {
  const names = [...commands.map(({ name }) => name), 'completion']
  if (argv[0]?.startsWith('-')) {
    return `unknown option ${argv[0]} before the command; there is --help and --version`
  }
  if (word === undefined) return `name a command: ${names.join(', ')}; see "sim --help"`
  return `unknown command "${word}"${suggestion(word, names) || `; there is ${names.join(', ')}`}`
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
  if (lines.length === 0) lines.push(`unknown: ${keys.join(', ')}`)
  return `${lines.join('; ')}; see "sim ${command.name} --help"`
}

function suggestion(word: string, candidates: readonly string[]) {
  const near = candidates.find((name) => sorted(name) === sorted(word)) ?? nearest(word, candidates)
  return near === undefined ? '' : `; did you mean "${near}"?`
}

/** Swapped letters are the commonest slip in a short word, yet two edits of three letters. */
function sorted(word: string) {
  return [...word].sort().join('')
}
