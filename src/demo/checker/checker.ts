import type { SwarmSettings } from '../../sim/settings.js'

/** A scenario that was read: expanded settings and its titles, or what is wrong with it. */
export type Checked =
  | { readonly name: string; readonly title: string; readonly settings: SwarmSettings }
  | { readonly message: string }

/** Reads and writes scenarios, as the command line does. */
export interface Checker {
  /** Reads a scenario with values changed as by `--set`; `file` names it in messages. */
  parse(text: string, file: string, set: readonly string[]): Checked
  /** Writes settings as a scenario for `sim run`. */
  write(titles: { readonly name: string; readonly title: string }, settings: SwarmSettings): string
}
