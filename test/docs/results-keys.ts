/** A key of a JSON file and its meaning; a dot separates nested keys. */
type Key = readonly [key: string, unit: string, meaning: string]

const NAME: Key = ['name', '', 'Name of the scenario or the sweep.']
const SEED: Key = ['seed', '', 'Random seed.']
const REPLICATIONS: Key = ['replications', 'count', 'Number of replications.']
const VERSION: Key = ['version', '', 'Version of the format: 1.']
const PLUGINS: Key = [
  'plugins',
  '',
  'The plug-ins in use, with file and SHA-256; left out for none.',
]

/** The keys of summary.json that are no metrics. */
export const SUMMARY_KEYS: readonly Key[] = [
  NAME,
  SEED,
  ['ended', '', 'Why the run ended: `complete`, `until` (time limit), `stuck` or `interrupted`.'],
  [
    'stuckReason',
    '',
    'Why nobody could finish: `no-copy` (a piece is held by nobody), `no-sender` (nobody who ' +
      'holds it uploads valid blocks), `no-contact` (the tracker is down for ever and nobody ' +
      'knows an address) or `no-path` (a model that does not heal has lost parents). Null unless ' +
      'the run was stuck.',
  ],
  ['partial', '', 'Whether it was cut off before every leecher that could complete had done so.'],
  ['modelIsExact', '', 'Whether `modelSeconds` is exact; if not, it is a lower bound.'],
  ['noModelReason', '', 'Why `modelSeconds` is null; null if it is not.'],
  ['noBoundReason', '', 'Why `boundSeconds` is null; null if it is not.'],
  [
    'noImprovingPairsReason',
    '',
    'Why `improvingPairs` is null; null if it is not. It needs a fixed number of regular slots, ' +
      'which `unchoke-all`, `prop-share`, `bit-tyrant` and plug-ins have not.',
  ],
  ['traceHash', '', 'Fingerprint of all messages and events; equal for equal runs.'],
  ['classes', '', 'An object per group, with the metrics of the group.'],
]

/** The keys of manifest.json. */
export const MANIFEST_KEYS: readonly Key[] = [
  VERSION,
  ['program', '', 'Name of the program.'],
  ['programVersion', '', 'Its version.'],
  ['node', '', 'Version of Node.'],
  ['platform', '', 'Operating system and processor.'],
  ['startedAt', '', 'Start of the run, ISO 8601.'],
  ['tcp', '', 'Present for a run on real sockets: `speedup` and `latestSeconds`.'],
  ['argv', '', 'Arguments of the command line.'],
  ['scenario', '', 'The scenario with all defaults filled in.'],
  ['scenarioFile', '', 'The file of the scenario.'],
  PLUGINS,
  SEED,
  ['traceHash', '', 'As in summary.json.'],
  ['events', 'count', 'As in summary.json.'],
  ['ended', '', 'As in summary.json.'],
  ['cpuSeconds', 's', 'As in summary.json.'],
  ['wallSeconds', 's', 'Real time of the run.'],
  ['scenarioFingerprint', '', 'Fingerprint of `scenario`, which reveals later changes.'],
  ['traceCheckpoints', '', 'Checkpoints of the trace, with which `sim verify` finds a difference.'],
]

/** The keys of compare.json and ablate.json. */
export const COMPARISON_KEYS: readonly Key[] = [
  VERSION,
  NAME,
  ['method', '', 'How intervals are made.'],
  ['seed', '', 'Replication r of every variant has the random seed `SEED/r`.'],
  REPLICATIONS,
  ['metric', '', 'The metric of the verdict.'],
  PLUGINS,
  ['narrowing', 'ratio', 'How many times narrower shared seeds made the intervals.'],
  ['variants[].name', '', 'Name of the variant.'],
  ['variants[].sets', '', 'The changed paths of the scenario and their values.'],
  ['variants[].leechers', 'count', 'Leechers over all replications.'],
  ['variants[].completed', 'count', 'Completed leechers over all replications.'],
  ['variants[].metrics.KEY', '', 'Mean of a metric: `mean`, `low95`, `high95`.'],
  [
    'variants[].differences.KEY',
    '',
    'Paired difference from the first variant: `mean`, `low95`, `high95`, `pairs`, `deviation` ' +
      '(standard deviation), `effectSize` (Cohen’s d), `firstMean`, `narrowing`, `finding` ' +
      '(`better`, `worse`, `not significant`) and `verdict`.',
  ],
  [
    'variants[].classes.GROUP',
    '',
    '`leechers`, `completed`, `meanSeconds` (a mean with its interval) and ' +
      '`meanSecondsDifference` of a group.',
  ],
  ['pareto[].one', '', 'The two variants compared: `one` and `other`.'],
  ['pareto[].other', '', 'The second of them.'],
  ['pareto[].dominant', '', 'The variant that is better for some group and worse for none.'],
  ['pareto[].betterForOne', '', 'Groups for which `one` is significantly better.'],
  ['pareto[].betterForOther', '', 'Groups for which `other` is significantly better.'],
  ['pareto[].peers', 'count', 'The same by peer: `peers`, `betterForOne`, `betterForOther`.'],
]

/** The keys of sweep.json. */
export const SWEEP_KEYS: readonly Key[] = [
  VERSION,
  ['program', '', 'Program, version and Node’s major version.'],
  NAME,
  ['about', '', 'Description of the sweep.'],
  SEED,
  ['extent', '', '`replications`, `untilHalfWidth` and `metric`: when a point has enough runs.'],
  ['parameters', '', 'The paths in which points differ.'],
  ['points', '', 'The values of each point, by path.'],
  PLUGINS,
]

/** The keys of tournament.json. */
export const TOURNAMENT_KEYS: readonly Key[] = [
  VERSION,
  NAME,
  PLUGINS,
  ['entries', '', 'The names of the entries.'],
  ['shares', '0 to 1', 'The shares of an entry against another.'],
  REPLICATIONS,
  SEED,
  ['scores[].entry', '', 'The entry; the best score is first.'],
  ['scores[].score', 'bytes/s', 'Mean download speed over all its matches.'],
  ['scores[].performance', 'bytes/s', 'Mean download speed if all peers play the entry.'],
  ['scores[].robustness', '0 to 1', 'Share of the matches won as the majority.'],
  ['scores[].aggressiveness', '0 to 1', 'Share of the matches won as the minority.'],
  ['resists.ENTRY.OTHER', '', 'Whether a population of `ENTRY` resists a minority of `OTHER`.'],
  ['evolution.settled', '', 'Whether the shares stopped changing.'],
  ['evolution.generations', 'count', 'Number of generations.'],
  ['evolution.start', '0 to 1', 'Shares of the entries at the start.'],
  ['evolution.end', '0 to 1', 'Shares of the entries at the end.'],
]

/** The keys of crosscheck.json. */
export const CROSSCHECK_KEYS: readonly Key[] = [
  NAME,
  SEED,
  REPLICATIONS,
  ['speedup', 'ratio', 'Speed of time on sockets.'],
  ['latestSeconds', 's', 'Largest delay of the machine, in time of the scenario.'],
  PLUGINS,
  ['groups[].group', '', 'The group; `all` for all leechers together.'],
  ['groups[].leechers', 'count', 'Leechers over all replications.'],
  ['groups[].simulated', '', '`completed` and `meanSeconds` in the simulation.'],
  ['groups[].tcp', '', '`completed` and `meanSeconds` on real sockets.'],
  ['groups[].meanSecondsError', 'ratio', 'Simulated mean time / mean time on sockets, less 1.'],
  ['groups[].distance', '0 to 1', 'Kolmogorov-Smirnov distance of the download times.'],
  ['groups[].distanceBetweenSeeds', '0 to 1', 'The same between two seeds of the simulation.'],
  ['pairs[].from', '', 'Sending group.'],
  ['pairs[].to', '', 'Receiving group.'],
  ['pairs[].simulated', 'bytes', '`bytes`: payload in the simulation, mean of the replications.'],
  ['pairs[].tcp', 'bytes', '`bytes`: payload on real sockets, mean of the replications.'],
  ['pairs[].bytesError', 'ratio', 'The difference as a share of all payload on sockets.'],
]

/** The keys of each object that `sim failures --json` prints. */
export const FAILURE_KEYS: readonly Key[] = [
  ['model', '', 'Name of the scenario.'],
  ['failure', '', 'The failure halfway through.'],
  ['survivorsCompletedShare', '0 to 1', 'Share of the surviving leechers that completed.'],
  ['lastFinishSeconds', 's', 'When the last of them finished.'],
]
