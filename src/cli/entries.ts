import type { Entry } from './command.js'

/** Every command by its first word, in the order of the help. */
const ENTRIES: Readonly<Record<string, () => Promise<Entry>>> = {
  run: async () => (await import('./commands/run.js')).run,
  demo: async () => (await import('./commands/demo.js')).demo,
  replay: async () => (await import('./commands/replay.js')).replay,
  trace: async () => (await import('./commands/trace.js')).trace,
  chart: async () => (await import('./commands/chart.js')).chart,
  verify: async () => (await import('./commands/verify.js')).verify,
  crosscheck: async () => (await import('./commands/crosscheck.js')).crosscheck,
  compare: async () => (await import('./commands/compare.js')).compare,
  ablate: async () => (await import('./commands/ablate.js')).ablate,
  failures: async () => (await import('./commands/failures.js')).failures,
  sweep: async () => (await import('./commands/sweep.js')).sweep,
  tournament: async () => (await import('./commands/tournament.js')).tournament,
  fuzz: async () => (await import('./commands/fuzz.js')).fuzz,
  worker: async () => (await import('./commands/worker.js')).worker,
  list: async () => (await import('./commands/list.js')).list,
  show: async () => (await import('./commands/show.js')).show,
  new: async () => (await import('./commands/new.js')).newScenario,
  policy: async () => (await import('./commands/policy.js')).policy,
  schema: async () => (await import('./commands/schema.js')).schema,
  get: async () => (await import('./commands/get.js')).get,
  seed: async () => (await import('./commands/seed.js')).seed,
  torrent: async () => (await import('./commands/torrent.js')).torrent,
  tracker: async () => (await import('./commands/tracker.js')).tracker,
  completion: async () => (await import('./commands/completion.js')).completion,
}

/**
 * Loads the entries that a command line with this first word needs: the one that it names, none for
 * the version, all for help and for a mistake.
 */
export async function entriesFor(word = ''): Promise<readonly Entry[]> {
  if (word === '--version') return []
  const load = Object.hasOwn(ENTRIES, word) ? [ENTRIES[word]] : Object.values(ENTRIES)
  return Promise.all(load.map((entry) => entry()))
}
