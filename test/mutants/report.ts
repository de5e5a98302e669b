import type { Mutant } from './mutant.js'
import { FOLDERS, type Options, SLOWEST } from './options.js'
import { wilson } from './sample.js'

/** What became of a mutant. */
export interface Result {
  readonly mutant: Mutant
  readonly status: 'killed' | 'survived' | 'equivalent'
  /** The test that killed it, or why it survived. */
  readonly by: string
}

/** Returns the line of progress for a result. */
export function lineOf({ mutant, status, by }: Result): string {
  return `${status === 'survived' ? 'SURVIVED' : status} ${mutant.id} by: ${by}`
}

/** Returns the survivors and the share of killed mutants as text. */
export function summaryOf(results: readonly Result[], options: Options): string {
  const count = (status: Result['status']) => results.filter((r) => r.status === status).length
  const killed = count('killed')
  const all = killed + count('survived')
  const { low, high } = wilson(killed, all)
  const share = all === 0 ? '-' : percent(killed / all)
  const survivors = results.filter(({ status }) => status === 'survived').map(survivorText)
  return [
    '',
    ...survivors,
    `Killed: ${killed} of ${all} mutants, ${share} (95 % interval ${percent(low)} to ` +
      `${percent(high)}); ${count('equivalent')} known equivalents left out`,
    `Repeat: npm run mutants -- ${repeatOf(options)}`,
    '',
  ].join('\n')
}

function survivorText({ mutant, by }: Result): string {
  const { path, line, before, after, id } = mutant
  const change = `  ${indented(before)}\n  becomes\n  ${indented(after)}`
  return `${path}:${line} survived: ${by}\n${change}\n  npm run mutants -- --mutant ${id}\n`
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** Returns the options that choose the same mutants and tests. */
function repeatOf({ files, mutants, count, seed, slowest, survivors }: Options): string {
  if (survivors) return `--survivors --slowest ${slowest}`
  const which = mutants.length
    ? mutants.map((id) => `--mutant ${id}`)
    : [
        ...(String(files) === String(FOLDERS) ? [] : files.map((file) => `--file ${file}`)),
        `--count ${count === Number.POSITIVE_INFINITY ? 'all' : count} --seed ${seed}`,
      ]
  return [...which, ...(slowest !== SLOWEST ? [`--slowest ${slowest}`] : [])].join(' ')
}
