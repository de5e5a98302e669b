import type { Entry } from './command.js'

/** Every word that may stand first on the command line, in the order of the help. */
const ENTRIES: Readonly<Record<string, () => Promise<Entry>>> = {
  run: async () => (await import('./commands/run.js')).run,
  chart: async () => (await import('./commands/chart.js')).chart,
  verify: async () => (await import('./commands/verify.js')).verify,
  crosscheck: async () => (await import('./commands/crosscheck.js')).crosscheck,
  compare: async () => (await import('./commands/compare.js')).compare,
  ablate: async () => (await import('./commands/ablate.js')).ablate,
  failures: async () => (await import('./commands/failures.js')).failures,
  sweep: async () => (await import('./commands/sweep.js')).sweep,
  tournament: async () => (await import('./commands/tournament.js')).tournament,
  worker: async () => (await import('./commands/worker.js')).worker,
  list: async () => (await import('./commands/list.js')).list,
  policy: async () => (await import('./commands/policy.js')).policy,
  schema: async () => (await import('./commands/schema.js')).schema,
  get: async () => (await import('./commands/get.js')).get,
  seed: async () => (await import('./commands/seed.js')).seed,
  torrent: async () => (await import('./commands/torrent.js')).torrent,
  tracker: async () => (await import('./commands/tracker.js')).tracker,
}

/**
 * Of all entries those that a line with this first word needs: the one that it names, whose modules
 * alone are then loaded, or all, as help and mistakes do.
 */
export function entriesFor(word = ''): Promise<readonly Entry[]> {
  const load = Object.hasOwn(ENTRIES, word) ? [ENTRIES[word]] : Object.values(ENTRIES)
  return Promise.all(load.map((entry) => entry()))
}
