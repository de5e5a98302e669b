import type { TournamentOptions } from '../batch/tournament-run.js'
import type { Command } from '../command.js'
import { ENGINE_OPTIONS, type EngineArgs, engineOf } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'

interface TournamentArgs extends Omit<TournamentOptions, 'replications' | 'engine'>, EngineArgs {
  readonly replications: string
}

/** Who enters if nobody is named. */
const USUAL = ['tit-for-tat', 'unchoke-all', 'none']

/** Lets strategies meet in mixed swarms. */
export const tournament: Command<TournamentArgs> = {
  name: 'tournament',
  operands: '[entries..]',
  about: 'Lets policies and cheats meet in mixed swarms: who wins, and who takes over?',
  positionals: {
    entries: {
      type: 'string',
      array: true,
      default: USUAL,
      describe: 'Names from "sim list policies"',
    },
  },
  options: {
    scenario: {
      type: 'string',
      requiresArg: true,
      default: 'tournament',
      describe: 'A scenario file or the name of a shipped one: the ground they meet on',
    },
    group: {
      type: 'string',
      requiresArg: true,
      describe: 'Whose peers are dealt out. Default: the only group of leechers',
    },
    shares: {
      type: 'string',
      requiresArg: true,
      default: '10%,50%,90%',
      describe: 'Parts of the swarm that an entry has beside another',
    },
    start: {
      type: 'string',
      requiresArg: true,
      describe: '"tit-for-tat=90%,none=10%": the first generation. Default: all alike',
    },
    generations: {
      type: 'string',
      requiresArg: true,
      default: '1000',
      describe: 'How far the population is followed',
    },
    replications: {
      type: 'string',
      requiresArg: true,
      default: '10',
      describe: 'Runs of each swarm; with more than last time, only what lacks is run',
    },
    seed: { type: 'string', requiresArg: true, default: '1', describe: 'Names all chance' },
    ...ENGINE_OPTIONS,
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Folder of the results: OUT/SCENARIO/tournament-FINGERPRINT/',
    },
    ...POLICY_OPTIONS,
    json: { type: 'boolean', describe: 'Prints the outcome as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Shows no progress' },
    'no-charts': { type: 'boolean', describe: 'Tables only' },
  },
  examples: [
    ['sim tournament', 'tit-for-tat, the altruist and the free rider, after Axelrod 1984'],
    ['sim tournament rarest-first random in-order', 'piece pickers can play too'],
    ['sim tournament --start tit-for-tat=1%,none=99%', 'the same runs: who takes over from there?'],
    ['sim tournament --scenario slow-seed --group leechers', 'on another ground'],
  ],
  act: runTournament,
}

async function runTournament(args: TournamentArgs, terminal: Terminal): Promise<number> {
  // Loaded here, as the other commands do without.
  const { runTournament: holdTournament } = await import('../batch/tournament-run.js')
  const most = { least: 1, most: 10_000 }
  const options = {
    ...args,
    replications: readNumber('replications', args.replications, most),
    generations: String(readNumber('generations', args.generations, { least: 1, most: 100_000 })),
    engine: await engineOf(args),
  }
  const stop = new StopSignal(terminal.stderr)
  try {
    return await holdTournament(options, terminal, stop)
  } finally {
    stop.close()
  }
}
