import type { Argv, Options } from 'yargs'
import type { Command } from './command.js'

/** The settings of yargs that its type declarations leave out. */
interface UsageSettings {
  usageConfiguration(settings: { readonly 'hide-types': boolean }): void
}

/** Sets up all help pages: "Arguments" as a heading, and no types behind the options. */
export function configureHelp(page: Argv): void {
  page.updateStrings({ 'Positionals:': 'Arguments:' })
  // This also hides choices and defaults, which `describePage` puts into the descriptions.
  ;(page as unknown as UsageSettings).usageConfiguration({ 'hide-types': true })
}

/** Describes a command to yargs: its arguments, options and examples. */
export function describePage(page: Argv, command: Command): Argv {
  for (const [name, positional] of Object.entries(command.positionals)) {
    page.positional(name, { ...positional, describe: described(positional) })
  }
  for (const [name, option] of Object.entries(command.options)) {
    page.option(name, { ...option, describe: described(option) })
  }
  return page.epilogue(closingText(command))
}

/** The description of an option, followed by its choices and its default. */
function described(option: Options): string {
  const { describe = '', choices, default: value, defaultDescription = value } = option
  const notes: string[] = []
  if (choices !== undefined) notes.push(choices.join(', '))
  if (option.demandOption) notes.push('required')
  if (defaultDescription !== undefined) {
    const text = Array.isArray(value) ? value.join(' ') : defaultDescription
    notes.push(`default: ${text}`)
  }
  return notes.length === 0 ? describe : `${describe} (${notes.join('; ')})`
}

/** The examples, with each command on a line of its own to copy, and the command's note. */
function closingText({ examples, note }: Command): string {
  const lines = examples.flatMap(([line, does]) => [`  ${line}`, `      ${does}`])
  return ['Examples:', ...lines, ...(note === undefined ? [] : ['', note])].join('\n')
}
