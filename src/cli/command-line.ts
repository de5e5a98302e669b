import yargs from 'yargs'
import { type Command, type CommandGroup, type Entry, isGroup } from './command.js'
import { entriesFor } from './entries.js'
import { DONE } from './exit-code.js'
import { reportFailure } from './failure.js'
import { configureHelp, describePage } from './help-page.js'
import { COMPLETE, completions } from './names/completion.js'
import { type PolicyArgs, withPolicies } from './options/policy-options.js'
import type { Terminal } from './terminal/terminal.js'
import { UsageError } from './usage-error.js'
import { usageMessage } from './usage-message.js'
import { VERSION } from './version.js'

const WIDEST = 80

/** Stands for standard input. Yargs drops a lone dash from a list, so it sees another word. */
const DASH = '-'
const DASH_FOR_YARGS = ' -'

/** Runs a command line, without the program's name, and returns the exit code. */
export async function commandLine(
  argv: readonly string[],
  terminal: Terminal,
  entries?: readonly Entry[],
): Promise<number> {
  try {
    if (argv[0] === COMPLETE) return await complete(argv.slice(2), terminal, entries)
    const line = { argv, terminal, entries: entries ?? (await entriesFor(argv[0])) }
    const { act, output } = await understand(line)
    if (output !== '') terminal.stdout.write(`${output}\n`)
    return act === undefined ? DONE : await act()
  } catch (failure) {
    return reportFailure(failure, terminal.stderr)
  }
}

/** Prints what the last of some words can become, one a line, for the script of a shell. */
async function complete(
  words: readonly string[],
  { stdout }: Terminal,
  entries?: readonly Entry[],
): Promise<number> {
  // The word that is being typed may become any command.
  const known = entries ?? (await entriesFor(words.length > 1 ? words[0] : undefined))
  for (const each of await completions(words, known)) stdout.write(`${each}\n`)
  return DONE
}

/** A command line, where to answer, and the commands that it can name. */
interface Line {
  readonly argv: readonly string[]
  readonly terminal: Terminal
  readonly entries: readonly Entry[]
}

type Act = () => number | Promise<number>

type Understood = { act: Act | undefined; output: string }

type Page = ReturnType<typeof yargs>

/** Parsing only notes what to do: nothing is begun while yargs may still find a mistake. */
async function understand(line: Line): Promise<Understood> {
  const understood: Understood = { act: undefined, output: '' }
  const parser = parserFor(line)
  keepNoHelp(parser)
  configureHelp(parser)
  const begin = (act: Act) => {
    understood.act = act
  }
  for (const entry of line.entries) {
    if (isGroup(entry)) addGroup(parser, entry, line, begin)
    else addCommand(parser, entry, line, begin)
  }
  const words = line.argv.map((word) => (word === DASH ? DASH_FOR_YARGS : word))
  await parser.parseAsync(words, {}, (_error: unknown, _args: unknown, output: string) => {
    understood.output = output
  })
  return understood
}

/** What yargs is made of, as far as its types do not say. */
interface Inside {
  getInternalMethods(): { getUsageInstance(): { cacheHelpMessage: () => void } }
}

/**
 * Yargs lays out a command's whole page of help after it has understood the command, for somebody
 * who might ask for it once the command runs. Nobody does, and it takes 50 ms.
 */
function keepNoHelp(parser: Page): void {
  const usage = (parser as unknown as Inside).getInternalMethods().getUsageInstance()
  usage.cacheHelpMessage = () => undefined
}

function parserFor({ argv, terminal, entries }: Line): Page {
  return yargs()
    .scriptName('sim')
    .usage('$0 COMMAND: simulate BitTorrent swarms')
    .locale('en')
    .exitProcess(false)
    .strict()
    .wrap(Math.min(WIDEST, terminal.stdout.columns ?? WIDEST))
    .parserConfiguration({
      'boolean-negation': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-positional-numbers': false,
    })
    .demandCommand(1, 'no command')
    .example('sim list scenarios', 'List the shipped scenarios')
    .example('sim show flashcrowd', 'Explain a scenario')
    .example('sim run flashcrowd', 'Run it and write a report with charts')
    .example('sim new my-swarm', 'Write my-swarm.json to edit')
    .epilogue('Exit code: 0 done, 1 failed, 2 wrong input, 130 stopped by Ctrl-C.')
    .version(VERSION)
    .help()
    .fail((message, error) => {
      if (!message && error) throw error
      throw new UsageError(usageMessage(message, argv, entries))
    })
}

function addGroup(page: Page, group: CommandGroup, line: Line, begin: (act: Act) => void) {
  page.command(group.name, group.about, (inner) => {
    inner.usage(`$0 ${group.name} COMMAND: ${group.about}`).demandCommand(1, 'no command')
    for (const command of group.commands) addCommand(inner, command, line, begin)
    return inner
  })
}

function addCommand(page: Page, command: Command, line: Line, begin: (act: Act) => void) {
  page.command(
    `${command.name} ${command.operands}`.trim(),
    command.about,
    (inner) => describePage(inner, command),
    (args) =>
      begin(() => {
        const once = onceEach(withDashes(args), command)
        return withPolicies(once, () => command.act(once, line.terminal, line.argv))
      }),
  )
}

/** Returns the arguments with each lone dash as the user wrote it. */
function withDashes(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const dashed = (value: unknown) => (value === DASH_FOR_YARGS ? DASH : value)
  const entries = Object.entries(args).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(dashed) : dashed(value),
  ])
  return Object.fromEntries(entries)
}

/**
 * Yargs makes a list of an option given twice, though only an option that is a list may be, and
 * takes the empty text of `--seed ""` for a value.
 */
function onceEach(args: Record<string, unknown>, command: Command): PolicyArgs {
  for (const [name, option] of Object.entries(command.options)) {
    if (option.array !== true && Array.isArray(args[name])) {
      throw new UsageError(`--${name} is given more than once`)
    }
    if (option.requiresArg === true && args[name] === '') {
      throw new UsageError(`--${name} needs a value, not an empty text`)
    }
  }
  return args
}
