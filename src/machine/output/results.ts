import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Chart } from '../../lab/charts/chart.js'
import { chartsOf } from '../../lab/charts/charts.js'
import type { Measurements } from '../../lab/run/measurements.js'
import { arrived, isLeecher, type Summary } from '../../lab/summary/summary.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { ResultsError } from '../files/results-error.js'
import { pairsCsv, peersCsv, readPairs, readPeers, readSeries, seriesCsv } from './csv.js'
import type { Manifest } from './manifest.js'
import { loadRenderer, viewerScripts } from './render.js'
import { report } from './report.js'

/** The saved results of a run. */
export interface Results {
  readonly manifest: Manifest
  readonly summary: Summary
  readonly measurements: Measurements
  readonly settings: SwarmSettings
}

/** Results to be saved. */
export interface NewResults extends Results {
  /** Whether to draw charts and the report now; `drawCharts` can do it later. */
  readonly charts: boolean
  /** Finished files to be moved into the folder, for instance a trace. */
  readonly attachments?: readonly string[]
}

/** Writes a file of a result folder. */
export type Save = (path: string, data: string | Uint8Array) => Promise<void>

/** Flushes to the disk: a folder gets its name only when it would survive a power cut. */
const saveFlushed: Save = (path, data) => writeFile(path, data, { flush: true })

/**
 * Writes a result folder: manifest, summary, settings, tables, and with `charts` pictures and a
 * report. It is written under a hidden name and renamed when complete, so `dir` is never partial.
 * @throws ResultsError if `dir` exists
 */
export async function writeResults(
  dir: string,
  results: NewResults,
  save: Save = saveFlushed,
): Promise<void> {
  if (existsSync(dir))
    throw new ResultsError(`${dir}: exists already, and results are never overwritten`)
  const { manifest, summary, measurements, settings } = results
  await withDraft(dir, async (draft) => {
    await save(join(draft, 'manifest.json'), jsonText(manifest))
    await save(join(draft, 'summary.json'), jsonText(summary))
    await save(join(draft, 'settings.json'), jsonText(settings))
    await save(join(draft, 'peers.csv'), peersCsv(settings, measurements))
    await save(join(draft, 'series.csv'), seriesCsv(measurements))
    await save(join(draft, 'pairs.csv'), pairsCsv(measurements))
    if (results.charts) await draw(draft, dir, results, save)
    for (const file of results.attachments ?? []) {
      await rename(file, join(draft, basename(file)))
    }
    await rename(draft, dir).catch((error: NodeJS.ErrnoException) => {
      const taken = error.code === 'ENOTEMPTY' || error.code === 'EEXIST'
      throw taken
        ? new ResultsError(`${dir}: exists already, and results are never overwritten`)
        : error
    })
  })
}

/**
 * Reads the manifest of a result folder.
 * @throws ResultsError if it is missing or damaged, or of another version
 */
export function readManifest(dir: string): Manifest {
  const path = join(dir, 'manifest.json')
  const manifest = readJson<Manifest>(path, manifestKeys)
  if (manifest.version === 1) return manifest
  throw new ResultsError(`${path}: expected format version 1, found ${manifest.version}`)
}

/**
 * Reads a result folder back.
 * @throws ResultsError if a file is missing or damaged
 */
export function readResults(dir: string): Results {
  const manifest = readManifest(dir)
  const summary = readJson<Summary>(join(dir, 'summary.json'), summaryKeys)
  const settings = readJson<SwarmSettings>(join(dir, 'settings.json'), settingsKeys)
  const groupNames = settings.groups.map(({ name }) => name)
  const table = <Table>(file: string, read: (text: string) => Table) =>
    readFile(join(dir, file), read)
  const peers = table('peers.csv', (text) => readPeers(text, groupNames))
  const series = table('series.csv', readSeries)
  const pairs = table('pairs.csv', (text) => readPairs(text, groupNames))
  const { usefulBlocks, events, endSeconds, ended, traceHash } = summary
  const copies = summary.copiesUntilAllPiecesOut ?? Number.NaN
  const seedBytesUntilAllPiecesOut = copies * settings.sizeBytes
  const run = { seedBytesUntilAllPiecesOut, usefulBlocks, events, endSeconds, ended, traceHash }
  const presence = {
    leechers: summary.meanLeechers ?? Number.NaN,
    seeds: summary.meanSeeds ?? Number.NaN,
    links: summary.meanLinks ?? Number.NaN,
  }
  const stuckReason = summary.stuckReason ?? null
  // Results of earlier versions have no such key.
  const noImprovingPairsReason = summary.noImprovingPairsReason ?? null
  // Only the summary has the measurements of a ring.
  const measurements: Measurements = {
    groupNames,
    peers,
    series,
    ...pairs,
    ...run,
    presence,
    stuckReason,
    noImprovingPairsReason,
    ring: null,
  }
  const leechers = arrived(measurements).filter((i) => isLeecher(measurements, i)).length
  if (leechers !== summary.leechers) {
    const path = join(dir, 'peers.csv')
    throw new ResultsError(`${path}: ${leechers} leechers, but ${summary.leechers} in the summary`)
  }
  // An automatic interval is as long as the time of the first sample.
  const sampleSeconds = settings.sampleSeconds || (series.timeSeconds[0] ?? endSeconds)
  checkTimes(join(dir, 'series.csv'), series.timeSeconds, sampleSeconds)
  // On real sockets samples may lag behind the clock.
  if (manifest.tcp === undefined) {
    checkLast(join(dir, 'series.csv'), series.timeSeconds, sampleSeconds, endSeconds)
  }
  return { manifest, summary, measurements, settings }
}

/** Checks the last sample: a simulation ends at the next sample at the latest. */
function checkLast(
  path: string,
  timeSeconds: Float64Array,
  sampleSeconds: number,
  endSeconds: number,
): void {
  const last = timeSeconds.at(-1) ?? 0
  if (endSeconds - last < 1.5 * sampleSeconds) return
  throw new ResultsError(`${path}: ends at ${last} s, but the run at ${endSeconds} s`)
}

/** Checks that no sample is missing; the last may be sooner, at the end of the run. */
function checkTimes(path: string, timeSeconds: Float64Array, sampleSeconds: number): void {
  for (let i = 1; i < timeSeconds.length; i++) {
    const due = timeSeconds[0] + i * sampleSeconds
    const late = timeSeconds[i] - due
    const isEnd = i === timeSeconds.length - 1 && timeSeconds[i] > timeSeconds[i - 1]
    if (late < sampleSeconds / 2 && (isEnd || late > -sampleSeconds / 2)) continue
    throw new ResultsError(`${path}: expected a row at ${due} s, found ${timeSeconds[i]} s`)
  }
}

/**
 * Draws the charts and the report of a result folder again, from its saved files alone.
 * @throws ResultsError if a file is missing or damaged
 */
export async function drawCharts(dir: string, save: Save = saveFlushed): Promise<void> {
  const results = readResults(dir)
  await withDraft(join(dir, 'charts'), async (draft) => {
    await mkdir(draft, { recursive: true })
    await draw(draft, dir, results, save)
    await rm(join(dir, 'charts'), { recursive: true, force: true })
    await rename(join(draft, 'charts'), join(dir, 'charts'))
    await rename(join(draft, 'report.html'), join(dir, 'report.html'))
  })
}

/** Returns the first of `<root>/<name>/seed-<seed>`, `seed-<seed>-2`, ... that does not exist. */
export function freshRunDirectory(root: string, name: string, seed: string): string {
  const run = join(root, ...name.split('/').map(fileName), `seed-${fileName(seed)}`)
  let dir = run
  for (let count = 2; existsSync(dir); count++) dir = `${run}-${count}`
  return dir
}

/** Makes a name that is valid in every file system and never leads out of its folder. */
function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+|[. ]+$/g, '_')
  return plain.slice(0, 100) || '_'
}

/** Creates a hidden folder beside `dir` for `fill`, and removes it afterwards unless renamed. */
async function withDraft(dir: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const draft = join(dirname(dir), `.${basename(dir)}-${randomUUID()}.partial`)
  await mkdir(draft, { recursive: true })
  try {
    await fill(draft)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Draws into `dir` what will lie in `folder`. */
async function draw(dir: string, folder: string, results: Results, save: Save): Promise<void> {
  const { manifest, summary, measurements, settings } = results
  const name = `${summary.name}, seed ${summary.seed}`
  const renderer = await loadRenderer()
  const charts = join(dir, 'charts')
  await mkdir(charts)
  const drawn: (Chart & { svg: string })[] = []
  for (const chart of chartsOf({ name, settings, measurements })) {
    const svg = await renderer.svg(chart.spec)
    await save(join(charts, `${chart.id}.vl.json`), `${JSON.stringify(chart.spec)}\n`)
    await save(join(charts, `${chart.id}.svg`), `${svg}\n`)
    await save(join(charts, `${chart.id}.png`), renderer.png(svg))
    drawn.push({ ...chart, svg })
  }
  const scripts = await viewerScripts()
  await save(
    join(dir, 'report.html'),
    report({ manifest, summary, charts: drawn, scripts, folder }),
  )
}

const manifestKeys = ['version', 'program', 'argv', 'scenario', 'seed', 'traceHash']
const summaryKeys = ['name', 'seed', 'leechers', 'usefulBlocks', 'endSeconds', 'ended', 'classes']
const settingsKeys = ['sizeBytes', 'pieceBytes', 'groups', 'network', 'events']

/** Writes JSON with infinity as text, because JSON has no number for it. */
function jsonText(value: unknown): string {
  const replacer = (_: string, item: unknown) =>
    item === Number.POSITIVE_INFINITY ? 'Infinity' : item
  return `${JSON.stringify(value, replacer, 2)}\n`
}

function readJson<T extends object>(path: string, keys: readonly string[]): T {
  const numeric = /(Seconds|Bytes|PerSecond)$/
  const value = readFile(path, (text) =>
    JSON.parse(text, (key, item) =>
      item === 'Infinity' && numeric.test(key) ? Number.POSITIVE_INFINITY : item,
    ),
  )
  const missing = keys.filter((key) => typeof value !== 'object' || !(key in (value ?? {})))
  if (missing.length > 0) throw new ResultsError(`${path}: lacks "${missing.join('", "')}"`)
  return value
}

/** Reads a file; an error names the file. */
function readFile<Value>(path: string, read: (text: string) => Value): Value {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'is missing; is this the folder of a run?' : message
    throw new ResultsError(`${path}: ${why}`)
  }
  try {
    return read(text)
  } catch (error) {
    throw new ResultsError(`${path}: is damaged: ${(error as Error).message}`)
  }
}
