import type { Options, PositionalOptions } from 'yargs'
import type { Terminal } from './terminal/terminal.js'

/** A command of the program, with everything that its help page shows. */
export interface Command<Args = unknown> {
  readonly name: string
  /** What follows the name: `<file..>`. */
  readonly operands: string
  /** One sentence, in the imperative and without a full stop. */
  readonly about: string
  readonly positionals: Readonly<Record<string, PositionalOptions>>
  readonly options: Readonly<Record<string, Options>>
  /** A command line and what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[]
  /** What else the reader must know; shown below the examples. */
  readonly note?: string
  /**
   * Runs the command and returns its exit code. `reportFailure` prints what it throws; `argv` goes
   * into the manifest.
   */
  act(args: Args, terminal: Terminal, argv: readonly string[]): number | Promise<number>
}

/** Commands under one name, such as `torrent` in `sim torrent create`. */
export interface CommandGroup {
  readonly name: string
  readonly about: string
  readonly commands: readonly Command[]
}

/** A command or a group: what the first word of a command line names. */
export type Entry = Command | CommandGroup

/** Returns whether an entry is a group of commands. */
export function isGroup(entry: Entry): entry is CommandGroup {
  return 'commands' in entry
}
