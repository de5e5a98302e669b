import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { formatSeconds } from '../../src/lab/scenario/units.js'

/** A figure of README: the command that computes it, and how to read it from its results. */
export interface Figure {
  readonly command: string
  /** Reads the figure from the folder of the command's results. */
  read(results: string): string
}

/** A picture of README: the command that draws it, and which chart it is. */
export interface Picture {
  readonly file: string
  readonly command: string
  /** Where the chart lies in the folder of the command's results. */
  readonly chart: string
}

const FLASH_CROWD = 'npx sim run scenarios/flashcrowd.json'
const FREE_RIDERS = 'npx sim run free-riders'
const SMALL = 'flashcrowd --set groups.leechers.count=100 --set torrent.size=10MiB'
const CHOKERS = `npx sim compare ${SMALL} --vary peer.choker=tit-for-tat,random,unchoke-all`
const OWN = '--policy newest-first.ts --vary peer.choker=tit-for-tat,newest-first'
const OWN_POLICY = `npx sim compare ${SMALL} ${OWN}`
const MODELS = 'npx sim compare client-server chain tree mesh swarm'
const CROSSCHECK =
  'npx sim crosscheck flashcrowd --set torrent.size=4MiB --set groups.leechers.count=40' +
  ' --replications 6'

/** Commands of more than twenty seconds: `npm run readme` runs them, the tests do not. */
export const SLOW_COMMANDS: readonly string[] = [FLASH_CROWD, CHOKERS, MODELS]

/** Commands that measure this machine: they run when `npm run readme -- --measure` asks. */
export const MEASURING_COMMANDS: readonly string[] = [CROSSCHECK]

/** The figures, by the names that README gives them. */
export const FIGURES: Readonly<Record<string, Figure>> = {
  'free-riders.slowdown': figure(FREE_RIDERS, 'summary.json', (run) =>
    threeDigits(at(run, 'freeRiderSlowdown')),
  ),
  'chokers.random': difference(CHOKERS, 'random', 'meanSeconds'),
  'chokers.unchoke-all': difference(CHOKERS, 'unchoke-all', 'meanSeconds'),
  'models.client-server': lastFinish('client-server'),
  'models.chain': lastFinish('chain'),
  'models.tree': lastFinish('tree'),
  'models.mesh': lastFinish('mesh'),
  'models.swarm': lastFinish('swarm'),
  'models.copies': figure(MODELS, 'compare.json', (all) =>
    threeDigits(at(all, 'variants.swarm.metrics.seedCopies.mean')),
  ),
  'own-policy.mean': difference(OWN_POLICY, 'newest-first', 'meanSeconds'),
  'own-policy.p95': difference(OWN_POLICY, 'newest-first', 'p95Seconds'),
  'crosscheck.simulated': crosscheck('simulated.meanSeconds', formatSeconds),
  'crosscheck.sockets': crosscheck('tcp.meanSeconds', formatSeconds),
  'crosscheck.distance': crosscheck('distance', twoDigits),
  'crosscheck.by-chance': crosscheck('distanceBetweenSeeds', twoDigits),
  'crosscheck.machine': { command: CROSSCHECK, read: machine },
}

/** The pictures. */
export const PICTURES: readonly Picture[] = [
  { file: 'results/free-riders.png', command: FREE_RIDERS, chart: 'charts/completion.png' },
  { file: 'results/chokers.png', command: CHOKERS, chart: 'charts/completion.png' },
  { file: 'results/models.png', command: MODELS, chart: 'charts/completion.png' },
  { file: 'results/own-policy.png', command: OWN_POLICY, chart: 'charts/completion.png' },
  { file: 'results/crosscheck.png', command: CROSSCHECK, chart: 'crosscheck.png' },
]

/** The moving picture of the page, which `npm run readme:page` draws. */
export const PAGE_PICTURE = 'results/page.png'

/** A figure that is read from one JSON file of the results. */
function figure(command: string, file: string, write: (json: unknown) => string): Figure {
  return {
    command,
    read: (results) => write(JSON.parse(readFileSync(join(results, file), 'utf8'))),
  }
}

/** "6.2 % (5.1 to 7.3)": how far a variant's mean is from the first one's, without its sign. */
function difference(command: string, variant: string, metric: string): Figure {
  return figure(command, 'compare.json', (all) => {
    const value = (key: string) => at(all, `variants.${variant}.differences.${metric}.${key}`)
    const percents = ['mean', 'low95', 'high95'].map(
      (key) => (value(key) / value('firstMean')) * 100,
    )
    const [mean, ...ends] = percents.map((percent) => Math.abs(percent))
    const [low, high] = ends.sort((a, b) => a - b).map(twoDigits)
    return `${twoDigits(mean)} % (${low} to ${high})`
  })
}

function lastFinish(variant: string): Figure {
  return figure(MODELS, 'compare.json', (all) =>
    formatSeconds(at(all, `variants.${variant}.metrics.lastFinishSeconds.mean`)),
  )
}

function crosscheck(key: string, format: (value: number) => string): Figure {
  return figure(CROSSCHECK, 'crosscheck.json', (all) => format(at(all, `groups.leechers.${key}`)))
}

/** "on 30 November 2026 on 2 cores (AMD EPYC), Node 20.20.2": where a measurement was made. */
function machine(): string {
  const day = new Date().toLocaleDateString('en-GB', { dateStyle: 'long' })
  const cores = cpus()
  const model = cores[0].model.replace(/\(R\)|\(TM\)/g, '').trim()
  return `on ${day} on ${cores.length} cores (${model}), Node ${process.versions.node}`
}

/** The number at a dotted path; in a list a key selects the entry of that name or group. */
function at(json: unknown, path: string): number {
  let found = json
  for (const key of path.split('.')) {
    found = Array.isArray(found)
      ? found.find(({ name, group }) => name === key || group === key)
      : (found as Record<string, unknown> | undefined)?.[key]
  }
  if (typeof found !== 'number') throw new Error(`${path}: expected a number, found ${found}`)
  return found
}

function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)))
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)))
}
