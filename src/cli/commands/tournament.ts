import type { TournamentOptions } from '../batch/tournament-run.js'
import type { Command } from '../command.js'
import { ENGINE_OPTIONS, type EngineArgs, engineOf } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { SCENARIO_OPTIONS } from '../options/scenario-options.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'

interface TournamentArgs extends Omit<TournamentOptions, 'replications' | 'engine'>, EngineArgs {
  readonly replications: string
}

/** The entries if none is named. */
const USUAL_ENTRIES = ['tit-for-tat', 'unchoke-all', 'none']

/** `sim tournament`: plays policies against each other in mixed swarms. */
export const tournament: Command<TournamentArgs> = {
  name: 'tournament',
  operands: '[entries..]',
  about: 'Play policies against each other in mixed swarms and rank them',
  positionals: {
    entries: {
      type: 'string',
      array: true,
      default: USUAL_ENTRIES,
      describe: 'Policies or behaviours from "sim list policies"',
    },
  },
  options: {
    scenario: {
      type: 'string',
      requiresArg: true,
      default: 'tournament',
      describe: 'Scenario to play in',
    },
    group: {
      type: 'string',
      requiresArg: true,
      defaultDescription: 'the only group of leechers',
      describe: 'Group whose peers are divided among the entries',
    },
    shares: {
      type: 'string',
      requiresArg: true,
      default: '10%,50%,90%',
      describe: 'Shares of the group that an entry gets against another',
    },
    start: {
      type: 'string',
      requiresArg: true,
      defaultDescription: 'equal shares',
      describe: 'Shares in the first generation, e.g. "tit-for-tat=90%,none=10%"',
    },
    generations: {
      type: 'string',
      requiresArg: true,
      default: '1000',
      describe: 'Generations of the simulated evolution',
    },
    replications: {
      type: 'string',
      requiresArg: true,
      default: '10',
      describe: 'Replications of each swarm; if raised later, only the missing ones are run',
    },
    seed: { ...SCENARIO_OPTIONS.seed, default: '1', defaultDescription: '1' },
    ...ENGINE_OPTIONS,
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Results folder; writes OUT/SCENARIO/tournament-FINGERPRINT/',
    },
    ...POLICY_OPTIONS,
    json: { type: 'boolean', describe: 'Print the outcome as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
    'no-charts': { type: 'boolean', describe: 'Write tables only' },
  },
  examples: [
    ['sim tournament', 'Tit-for-tat against an altruist and a free rider, after Axelrod (1984)'],
    ['sim tournament rarest-first random in-order', 'Piece pickers against each other'],
    [
      'sim tournament --start tit-for-tat=1%,none=99%',
      'Evolve from 1 % tit-for-tat; reuses the runs of "sim tournament"',
    ],
    ['sim tournament --scenario slow-seed --group leechers', 'Play in another scenario'],
  ],
  act: startTournament,
}

async function startTournament(args: TournamentArgs, terminal: Terminal): Promise<number> {
  // Loaded here, since other commands do not need it.
  const { runTournament } = await import('../batch/tournament-run.js')
  const most = { least: 1, most: 10_000 }
  const options = {
    ...args,
    replications: readNumber('replications', args.replications, most),
    generations: String(readNumber('generations', args.generations, { least: 1, most: 100_000 })),
    engine: await engineOf(args),
  }
  const stop = new StopSignal(terminal.stderr)
  try {
    return await runTournament(options, terminal, stop)
  } finally {
    stop.close()
  }
}
