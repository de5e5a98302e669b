import { parseArgs } from 'node:util'

/** A mistake on the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Options {
  /** Paths of files or folders, from the root. */
  readonly files: readonly string[]
  /** The size of the sample; Infinity for all mutants. */
  readonly count: number
  readonly seed: string
  /** Only these mutants; empty for a sample. */
  readonly mutants: readonly string[]
  /** Test files that take longer than this many seconds are left out. */
  readonly slowest: number
  /** Run the survivors of the last run again; its other results stay. */
  readonly survivors: boolean
  readonly list: boolean
  readonly fresh: boolean
  readonly help: boolean
}

/** The folders whose mutants are counted. */
export const FOLDERS = ['src/peer', 'src/policy', 'src/sim']

/** Seconds: the default of `--slowest`. */
export const SLOWEST = 5

/** The text of `--help`. */
export const HELP = `npm run mutants -- [options]

Changes the code in one place, runs the tests that reach it, and reports the changes
that no test notices. Golden hashes do not count as tests. No file changes on the disk.

  --file <path>        a file or folder to mutate; may be repeated
                       (${FOLDERS.join(', ')})
  --count <n>          the number of mutants, chosen at random, or "all" (100)
  --seed <text>        the random seed of the sample; the same seed repeats it (1)
  --mutant <id>        run only this mutant, as path:line:column:kind; may be repeated
  --survivors          run the survivors of the last run again, perhaps with slower tests
  --slowest <seconds>  leave out test files that took longer without a mutant (${SLOWEST})
  --list               list the mutants and run nothing
  --fresh              measure again which test reaches what
  --help               show this text

  npm run mutants -- --file src/peer/requests.ts --count 50 --seed 1
  npm run mutants -- --survivors --slowest 60

The results are in coverage/mutants/: results.json has every mutant of the last run.
Mutants that no test can notice are named, with the reason, in test/mutants/equivalent.json.
Exit codes: 0 the sample was run, 1 a fault of the tests or of this program, 2 a wrong option.
`

/** Reads the command line. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = read(args)
  return {
    files: (values.file ?? FOLDERS).map((path) => path.replace(/^\.\//, '').replace(/\/$/, '')),
    count: values.count === 'all' ? Number.POSITIVE_INFINITY : countOf(values.count ?? '100'),
    seed: values.seed ?? '1',
    mutants: values.mutant ?? [],
    slowest: secondsOf(values.slowest ?? String(SLOWEST)),
    survivors: values.survivors ?? false,
    list: values.list ?? false,
    fresh: values.fresh ?? false,
    help: values.help ?? false,
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        file: { type: 'string', multiple: true },
        count: { type: 'string' },
        seed: { type: 'string' },
        mutant: { type: 'string', multiple: true },
        slowest: { type: 'string' },
        survivors: { type: 'boolean' },
        list: { type: 'boolean' },
        fresh: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    const [message] = (error as Error).message.split('. ')
    throw new UsageError(`${message}; try npm run mutants -- --help`)
  }
}

function countOf(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new UsageError(
    `--count: expected a whole number above 0 or "all", found "${text}"; try --count 50`,
  )
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (seconds > 0) return seconds
  throw new UsageError(
    `--slowest: expected a number of seconds above 0, found "${text}"; try --slowest ${SLOWEST}`,
  )
}
