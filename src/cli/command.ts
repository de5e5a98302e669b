import type { Options, PositionalOptions } from 'yargs'
import type { Terminal } from './terminal/terminal.js'

/** One word of the command line, as its page in the help shows it. */
export interface Command<Args = unknown> {
  readonly name: string
  /** What follows the name: `<file..>`. */
  readonly operands: string
  readonly about: string
  readonly positionals: Readonly<Record<string, PositionalOptions>>
  readonly options: Readonly<Record<string, Options>>
  /** A command and what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[]
  /**
   * Does it and answers the exit code; what it throws is told by `tellFailure`. `argv` is for the
   * record.
   */
  act(args: Args, terminal: Terminal, argv: readonly string[]): number | Promise<number>
}

/** A word that another follows, `torrent` in `sim torrent create`, and has a page of its own. */
export interface CommandGroup {
  readonly name: string
  readonly about: string
  readonly commands: readonly Command[]
}

/** What may stand first on the command line. */
export type Entry = Command | CommandGroup

/** Tells the two kinds of entry apart. */
export function isGroup(entry: Entry): entry is CommandGroup {
  return 'commands' in entry
}
