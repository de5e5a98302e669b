import type { Entry } from './command.js'

/** Every word that may stand first on the command line, in the order of the help. */
const ENTRIES: Readonly<Record<string, () => Promise<Entry>>> = {
  run: async () => (await import('./run.js')).run,
  chart: async () => (await import('./chart.js')).chart,
  verify: async () => (await import('./verify.js')).verify,
  crosscheck: async () => (await import('./crosscheck.js')).crosscheck,
  compare: async () => (await import('./compare.js')).compare,
  ablate: async () => (await import('./ablate.js')).ablate,
  failures: async () => (await import('./failures.js')).failures,
  sweep: async () => (await import('./sweep.js')).sweep,
  tournament: async () => (await import('./tournament.js')).tournament,
  worker: async () => (await import('./worker.js')).worker,
  list: async () => (await import('./list.js')).list,
  policy: async () => (await import('./policy.js')).policy,
  schema: async () => (await import('./schema.js')).schema,
  get: async () => (await import('./get.js')).get,
  seed: async () => (await import('./seed.js')).seed,
  torrent: async () => (await import('./torrent.js')).torrent,
  tracker: async () => (await import('./tracker.js')).tracker,
}

/**
 * Of all entries those that a line with this first word needs: the one that it names, whose modules
 * alone are then loaded, or all, as help and mistakes do.
 */
export function entriesFor(word = ''): Promise<readonly Entry[]> {
  const load = Object.hasOwn(ENTRIES, word) ? [ENTRIES[word]] : Object.values(ENTRIES)
  return Promise.all(load.map((entry) => entry()))
}
