import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SWARM, SWEEP } from '../../lab/sweep/sweep-sample.js'

/** A new folder with the sweep "tiny" and the swarm that it varies. */
export function tinySweep(): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-'))
  const file = join(folder, 'sweep.json')
  writeFileSync(join(folder, 'small.json'), JSON.stringify(SWARM))
  writeFileSync(file, JSON.stringify(SWEEP))
  return { folder, file }
}

/** The only folder of the sweep "tiny" in an out folder. */
export function onlySweep(out: string): string {
  const [name, ...others] = readdirSync(join(out, 'tiny'))
  if (others.length > 0) throw new Error(`expected one sweep, found ${others.join(', ')} too`)
  return join(out, 'tiny', name)
}

/** The run ids of a sweep's journal, in the order in which they finished. */
export function journalledIn(folder: string): string[] {
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n')
  // The text after the last line break is empty or an incomplete record.
  return lines
    .slice(0, -1)
    .map((line) => JSON.parse(line).id)
    .filter((id) => id !== undefined)
}
