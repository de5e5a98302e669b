import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A swarm that completes quickly. */
export const SMALL = {
  version: 1,
  name: 'small',
  seed: 'one',
  torrent: { size: '4 MiB', pieceLength: '64 KiB' },
  groups: {
    origin: { count: 1, holds: 'all', access: 'origin' },
    crowd: { count: 20, access: 'adsl', arrive: { kind: 'flash', over: '10 s' } },
  },
}

/** A fresh folder with this scenario in it. */
export function folderWith(scenario: object): { folder: string; file: string; out: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sim-'))
  const file = join(folder, 'scenario.json')
  writeFileSync(file, JSON.stringify(scenario))
  return { folder, file, out: join(folder, 'results') }
}

/** The only run below an out folder. */
export function onlyRun(out: string, scenario = 'small'): string {
  const runs = readdirSync(join(out, scenario))
  if (runs.length !== 1) throw new Error(`expected one run, found ${runs.join(', ')}`)
  return join(out, scenario, runs[0])
}
