import type { Output } from '../terminal/terminal.js'

/** Prints the hints of loaded scenarios or sweeps, each once. */
export function reportHints(
  loaded: readonly { readonly hints: readonly string[] }[],
  stderr: Output,
): void {
  const hints = new Set(loaded.flatMap(({ hints }) => hints))
  for (const hint of hints) stderr.write(`hint: ${hint}\n`)
}
