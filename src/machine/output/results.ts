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

/** All that a run leaves. */
export interface Results {
  readonly manifest: Manifest
  readonly summary: Summary
  readonly measurements: Measurements
  readonly settings: SwarmSettings
}

/** What is to be written into a result folder. */
export interface NewResults extends Results {
  /** Whether to draw charts and the report at once; `drawCharts` can do it later. */
  readonly charts: boolean
  /** Finished files beside the folder that move into it, for instance a trace. */
  readonly attachments?: readonly string[]
}

/** Writes a file of a result folder. */
export type Save = (path: string, data: string | Uint8Array) => Promise<void>

/** Flushed to the disk: a folder gets its name only once all of it would survive a power cut. */
const saveFlushed: Save = (path, data) => writeFile(path, data, { flush: true })

/**
 * Writes a result folder: manifest, summary, settings, tables, and with `charts` pictures and a
 * report. It grows under a hidden name beside `dir` and is renamed when whole, so that `dir` is
 * all there or not at all.
 * @throws ResultsError if `dir` exists
 */
export async function writeResults(
  dir: string,
  results: NewResults,
  save: Save = saveFlushed,
): Promise<void> {
  if (existsSync(dir)) throw new ResultsError(`${dir}: exists already; results are kept`)
  const { manifest, summary, measurements, settings } = results
  await grown(dir, async (growing) => {
    await save(join(growing, 'manifest.json'), jsonText(manifest))
    await save(join(growing, 'summary.json'), jsonText(summary))
    await save(join(growing, 'settings.json'), jsonText(settings))
    await save(join(growing, 'peers.csv'), peersCsv(settings, measurements))
    await save(join(growing, 'series.csv'), seriesCsv(measurements))
    await save(join(growing, 'pairs.csv'), pairsCsv(measurements))
    if (results.charts) await draw(growing, results, save)
    for (const file of results.attachments ?? []) {
      await rename(file, join(growing, basename(file)))
    }
    await rename(growing, dir).catch((error: NodeJS.ErrnoException) => {
      const taken = error.code === 'ENOTEMPTY' || error.code === 'EEXIST'
      throw taken ? new ResultsError(`${dir}: exists already; results are kept`) : error
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
  throw new ResultsError(`${path}: expected version 1, found ${manifest.version}`)
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
    understood(join(dir, file), read)
  const peers = table('peers.csv', (text) => readPeers(text, groupNames))
  const series = table('series.csv', readSeries)
  const pairs = table('pairs.csv', (text) => readPairs(text, groupNames))
  const { usefulBlocks, events, endSeconds, ended, traceHash } = summary
  const copies = summary.copiesUntilAllPiecesOut ?? Number.NaN
  const seedBytesUntilAllPiecesOut = copies * settings.sizeBytes
  const run = { seedBytesUntilAllPiecesOut, usefulBlocks, events, endSeconds, ended, traceHash }
  // What a ring did is in the summary alone.
  const measurements: Measurements = { groupNames, peers, series, ...pairs, ...run, ring: null }
  const leechers = arrived(measurements).filter((i) => isLeecher(measurements, i)).length
  if (leechers !== summary.leechers) {
    const path = join(dir, 'peers.csv')
    throw new ResultsError(`${path}: ${leechers} leechers, but ${summary.leechers} in the summary`)
  }
  const { sampleSeconds } = settings
  checkTimes(join(dir, 'series.csv'), series.timeSeconds, sampleSeconds)
  // On real sockets samples may lag behind the clock.
  if (manifest.tcp === undefined) {
    checkLast(join(dir, 'series.csv'), series.timeSeconds, sampleSeconds, endSeconds)
  }
  return { manifest, summary, measurements, settings }
}

/** A simulation ends at the next sample at the latest. */
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

/** A row that is missing would be drawn as if nothing had happened meanwhile. */
function checkTimes(path: string, timeSeconds: Float64Array, sampleSeconds: number): void {
  for (let i = 1; i < timeSeconds.length; i++) {
    const due = timeSeconds[0] + i * sampleSeconds
    if (Math.abs(timeSeconds[i] - due) < sampleSeconds / 2) continue
    throw new ResultsError(`${path}: expected a row at ${due} s, found ${timeSeconds[i]} s`)
  }
}

/**
 * Draws the charts and the report of a result folder anew, from its saved files alone.
 * @throws ResultsError if a file is missing or damaged
 */
export async function drawCharts(dir: string, save: Save = saveFlushed): Promise<void> {
  const results = readResults(dir)
  await grown(join(dir, 'charts'), async (growing) => {
    await mkdir(growing, { recursive: true })
    await draw(growing, results, save)
    await rm(join(dir, 'charts'), { recursive: true, force: true })
    await rename(join(growing, 'charts'), join(dir, 'charts'))
    await rename(join(growing, 'report.html'), join(dir, 'report.html'))
  })
}

/** The first of `<root>/<name>/seed-<seed>`, `seed-<seed>-2`, `-3` ... that does not exist. */
export function freshRunDirectory(root: string, name: string, seed: string): string {
  const run = join(root, ...name.split('/').map(fileName), `seed-${fileName(seed)}`)
  let dir = run
  for (let count = 2; existsSync(dir); count++) dir = `${run}-${count}`
  return dir
}

/** A name that means the same in every file system and never leads out of its folder. */
function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+|[. ]+$/g, '_')
  return plain.slice(0, 100) || '_'
}

/** Lets `fill` grow a folder under a hidden name beside `dir`; what is left of it is removed. */
async function grown(dir: string, fill: (growing: string) => Promise<void>): Promise<void> {
  const growing = join(dirname(dir), `.${basename(dir)}-${randomUUID()}.partial`)
  await mkdir(growing, { recursive: true })
  try {
    await fill(growing)
  } finally {
    await rm(growing, { recursive: true, force: true })
  }
}

async function draw(dir: string, results: Results, save: Save): Promise<void> {
  const { manifest, summary, measurements, settings } = results
  const name = `${summary.name}, seed ${summary.seed}`
  const renderer = await loadRenderer()
  const folder = join(dir, 'charts')
  await mkdir(folder)
  const drawn: (Chart & { svg: string })[] = []
  for (const chart of chartsOf({ name, settings, measurements })) {
    const svg = await renderer.svg(chart.spec)
    await save(join(folder, `${chart.id}.vl.json`), `${JSON.stringify(chart.spec)}\n`)
    await save(join(folder, `${chart.id}.svg`), `${svg}\n`)
    await save(join(folder, `${chart.id}.png`), renderer.png(svg))
    drawn.push({ ...chart, svg })
  }
  const scripts = await viewerScripts()
  await save(join(dir, 'report.html'), report({ manifest, summary, charts: drawn, scripts }))
}

const manifestKeys = ['version', 'program', 'argv', 'scenario', 'seed', 'traceHash']
const summaryKeys = ['name', 'seed', 'leechers', 'usefulBlocks', 'endSeconds', 'ended', 'classes']
const settingsKeys = ['sizeBytes', 'pieceBytes', 'groups', 'network', 'events']

/** JSON knows no infinity: it is written as text, where a number is expected. */
function jsonText(value: unknown): string {
  const spelt = (_: string, item: unknown) =>
    item === Number.POSITIVE_INFINITY ? 'Infinity' : item
  return `${JSON.stringify(value, spelt, 2)}\n`
}

function readJson<T extends object>(path: string, keys: readonly string[]): T {
  const numeric = /(Seconds|Bytes|PerSecond)$/
  const value = understood(path, (text) =>
    JSON.parse(text, (key, item) =>
      item === 'Infinity' && numeric.test(key) ? Number.POSITIVE_INFINITY : item,
    ),
  )
  const lacking = keys.filter((key) => typeof value !== 'object' || !(key in (value ?? {})))
  if (lacking.length > 0) throw new ResultsError(`${path}: has no "${lacking.join('", "')}"`)
  return value
}

/** What is read from a file, or an error that names it. */
function understood<Value>(path: string, read: (text: string) => Value): Value {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'is missing; was it written by a run?' : message
    throw new ResultsError(`${path}: ${why}`)
  }
  try {
    return read(text)
  } catch (error) {
    throw new ResultsError(`${path}: is damaged: ${(error as Error).message}`)
  }
}
