import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { aria2 } from './aria2.js'
import { crowd } from './crowd-run.js'
import { libtorrent } from './libtorrent.js'
import { ours } from './ours.js'
import { makePayload, type Payload, type PayloadPlan } from './payload.js'
import type { Program } from './program.js'
import { figuresOfPair, type PairFigures, report } from './report.js'
import { type Transfer, transfer } from './transfer.js'
import { transmission } from './transmission.js'
import { webtorrentIn } from './webtorrent.js'

const USAGE = `npm run bench:net -- [--runs n] [--pairs ours,libtorrent,ours-libtorrent] [--json]
  [--webtorrent FOLDER]   where node_modules/webtorrent is; default here
  [--big]     4 GiB in pieces of 1 MiB, ours to ours
  [--deep]    ours to Transmission, which asks 2000 blocks deep
  [--crowd]   200 peers in one process`

const PAIRS = 'ours,libtorrent,aria2,webtorrent,libtorrent-ours,ours-libtorrent'

/** The usual transfer, one of a large file, and one to a client that is slow by design. */
const PLANS = {
  usual: { sizeBytes: 512 << 20, pieceBytes: 256 << 10, isSparse: false },
  big: { sizeBytes: 4 * 2 ** 30, pieceBytes: 1 << 20, isSparse: true },
  deep: { sizeBytes: 128 << 20, pieceBytes: 256 << 10, isSparse: false },
} satisfies Record<string, PayloadPlan>

type Pair = readonly [Program, Program]

/** Parses pairs: `a-b` is from a to b, `a` from a to itself. Skips programs not installed. */
function pairsOf(text: string, programs: readonly Program[]): Pair[] {
  const find = (name: string) => {
    const found = programs.find((program) => program.name === name)
    if (found === undefined) throw new Error(`no program ${name}\n${USAGE}`)
    return found
  }
  const pairs = text.split(',').map((pair): Pair => {
    const [up, down = up] = pair.split('-')
    return [find(up), find(down)]
  })
  for (const { name, version } of new Set(pairs.flat())) {
    process.stderr.write(`${name}: ${version() ?? 'not installed, left out'}\n`)
  }
  return pairs.filter((pair) => pair.every((program) => program.version() !== undefined))
}

/**
 * Runs all pairs in turn, every second time in reverse order. Disturbances spread over all pairs,
 * and none always follows the same other pair.
 */
async function runAll(
  payload: Payload,
  pairs: readonly Pair[],
  runs: number,
): Promise<PairFigures[]> {
  const done = pairs.map((pair) => ({ pair, transfers: [] as Transfer[] }))
  for (let run = 1; run <= runs; run++) {
    for (const { pair, transfers } of run % 2 === 1 ? done : done.toReversed()) {
      process.stderr.write(`${pair.map(({ name }) => name).join(' -> ')} ${run}/${runs}\n`)
      transfers.push(await transfer(payload, ...pair))
    }
  }
  return done.map(({ pair: [up, down], transfers }) =>
    figuresOfPair([up.name, down.name], payload.sizeBytes, transfers),
  )
}

async function measured(plan: PayloadPlan, pairs: readonly Pair[], runs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-net-payload-'))
  try {
    return await runAll(await makePayload(folder, plan), pairs, runs)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      pairs: { type: 'string', default: PAIRS },
      webtorrent: { type: 'string', default: '.' },
      big: { type: 'boolean', default: false },
      deep: { type: 'boolean', default: false },
      crowd: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}\n${USAGE}`)
  if (values.crowd) {
    process.stdout.write(`${JSON.stringify(crowd())}\n`)
    return
  }
  const programs = [ours, libtorrent, aria2, webtorrentIn(values.webtorrent), transmission]
  const chosen = values.big ? 'ours' : values.deep ? 'ours-transmission' : values.pairs
  const plan = values.big ? PLANS.big : values.deep ? PLANS.deep : PLANS.usual
  const before = loadavg()[0]
  const figures = await measured(plan, pairsOf(chosen, programs), runs)
  const load = { before, after: loadavg()[0] }
  if (values.json) process.stdout.write(`${JSON.stringify({ runs, load, figures }, null, 2)}\n`)
  else {
    const loads = `load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after`
    process.stdout.write(`${report(figures)}- medians of ${runs}; ${loads}\n`)
  }
}

await main()
