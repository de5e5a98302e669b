import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { summarise } from '../../../src/lab/summary/summary.js'
import {
  drawCharts,
  freshRunDirectory,
  readManifest,
  readResults,
  type Save,
  writeResults,
} from '../../../src/machine/output/results.js'
import {
  sampleManifest,
  sampleMeasurements,
  sampleSettings,
} from '../../lab/run/measurements-sample.js'

const settings = sampleSettings()
const measurements = sampleMeasurements()
const summary = summarise('sample', '7', settings, measurements, 2)
const results = { manifest: sampleManifest(), summary, measurements, settings }
const plain = { ...results, charts: false }

let root: string
let dir: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'results-'))
  dir = join(root, 'sample', 'seed-7')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('a results folder', () => {
  it('reads back as it was written', async () => {
    await writeResults(dir, plain)
    expect(readResults(dir)).toEqual(results)
    expect(readManifest(dir)).toEqual(results.manifest)
  })

  it('has tables, charts and a report, and redraws them from its tables', async () => {
    await writeResults(dir, { ...results, charts: true })
    const files = ['charts', 'manifest.json', 'pairs.csv', 'peers.csv', 'report.html']
    const more = ['series.csv', 'settings.json', 'summary.json']
    expect(readdirSync(dir).sort()).toEqual([...files, ...more])
    const pictures = readdirSync(join(dir, 'charts'))
    expect(pictures).toHaveLength(24)
    const before = readFileSync(join(dir, 'charts', 'contribution.svg'), 'utf8')
    const page = readFileSync(join(dir, 'report.html'), 'utf8')
    expect(page.length).toBeLessThan(1_700_000)

    rmSync(join(dir, 'report.html'))
    writeFileSync(join(dir, 'charts', 'stale.svg'), 'old')
    await drawCharts(dir)
    expect(readdirSync(dir).sort()).toEqual([...files, ...more])
    expect(readdirSync(join(dir, 'charts'))).toEqual(pictures)
    expect(readFileSync(join(dir, 'charts', 'contribution.svg'), 'utf8')).toBe(before)
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toBe(page)
  })

  it('includes attached files', async () => {
    const trace = join(root, 'trace.jsonl')
    writeFileSync(trace, '{}\n')
    await writeResults(dir, { ...plain, attachments: [trace] })
    expect(readFileSync(join(dir, 'trace.jsonl'), 'utf8')).toBe('{}\n')
    expect(existsSync(trace)).toBe(false)
  })

  it('is never overwritten', async () => {
    await writeResults(dir, plain)
    const manifest = readFileSync(join(dir, 'manifest.json'), 'utf8')
    const other = { ...plain, manifest: { ...plain.manifest, seed: '8' } }
    await expect(writeResults(dir, other)).rejects.toThrow(`${dir}: exists already`)
    expect(readFileSync(join(dir, 'manifest.json'), 'utf8')).toBe(manifest)
  })

  it('is written completely or not at all', async () => {
    const names = ['manifest.json', 'summary.json', 'peers.csv', 'pairs.csv', 'report.html']
    for (const full of [...names, 'copies.png']) {
      const save: Save = async (path, data) => {
        if (!path.endsWith(full)) return writeFile(path, data)
        await writeFile(path, data.slice(0, 10))
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
      }
      const writing = writeResults(dir, { ...results, charts: true }, save)
      await expect(writing).rejects.toMatchObject({ code: 'ENOSPC' })
      expect(readdirSync(join(root, 'sample'))).toEqual([])
    }
  })

  it('keeps its old charts if the disk is full', async () => {
    await writeResults(dir, plain)
    await drawCharts(dir)
    const before = readdirSync(dir)
    const save: Save = async (path, data) => {
      if (path.endsWith('report.html')) throw new Error('no space left')
      return writeFile(path, data)
    }
    await expect(drawCharts(dir, save)).rejects.toThrow('no space left')
    expect(readdirSync(dir)).toEqual(before)
    expect(readdirSync(join(dir, 'charts'))).toHaveLength(24)
  })
})

describe('a damaged results folder', () => {
  const harms: [string, RegExp, (path: (file: string) => string) => void][] = [
    ['no manifest', /manifest\.json: is missing/, (path) => rmSync(path('manifest.json'))],
    ['no table', /series\.csv: is missing/, (path) => rmSync(path('series.csv'))],
    [
      'torn JSON',
      /summary\.json: is damaged: /,
      (path) => writeFileSync(path('summary.json'), '{"name": "sam'),
    ],
    [
      'JSON of another shape',
      /settings\.json: lacks "sizeBytes"/,
      (path) => writeFileSync(path('settings.json'), '[]'),
    ],
    [
      'another version',
      /manifest\.json: expected format version 1, found 2/,
      (path) => {
        const manifest = JSON.stringify({ ...sampleManifest(), version: 2 })
        writeFileSync(path('manifest.json'), manifest)
      },
    ],
    [
      'a torn table',
      /peers\.csv: is damaged: the last row is incomplete/,
      (path) => writeFileSync(path('peers.csv'), readFileSync(path('peers.csv')).subarray(0, 3000)),
    ],
    [
      'a series with a missing row',
      /series\.csv: expected a row at 15 s, found 20 s/,
      (path) => {
        const lines = readFileSync(path('series.csv'), 'utf8').split('\n')
        writeFileSync(path('series.csv'), lines.toSpliced(4, 1).join('\n'))
      },
    ],
    [
      'a series that ends early',
      /series\.csv: ends at 5 s, but the run at [\d.]+ s/,
      (path) => {
        const lines = readFileSync(path('series.csv'), 'utf8').split('\n').slice(0, 3)
        writeFileSync(path('series.csv'), `${lines.join('\n')}\n`)
      },
    ],
    [
      'a shorter table',
      /peers\.csv: 1 leechers, but 50 in the summary/,
      (path) => {
        const rows = readFileSync(path('peers.csv'), 'utf8').split('\n').slice(0, 3)
        writeFileSync(path('peers.csv'), `${rows.join('\n')}\n`)
      },
    ],
  ]
  it.each(harms)('is refused: %s', async (_, told, harm) => {
    await writeResults(dir, plain)
    harm((file) => join(dir, file))
    await expect(drawCharts(dir)).rejects.toThrow(told)
    expect(existsSync(join(dir, 'charts'))).toBe(false)
  })
})

describe('freshRunDirectory', () => {
  it('adds the next number if a run exists', () => {
    expect(freshRunDirectory(root, 'papers/r1', '7')).toBe(join(root, 'papers', 'r1', 'seed-7'))
    mkdirSync(join(root, 'papers', 'r1', 'seed-7'), { recursive: true })
    expect(freshRunDirectory(root, 'papers/r1', '7')).toBe(join(root, 'papers', 'r1', 'seed-7-2'))
    mkdirSync(join(root, 'papers', 'r1', 'seed-7-2'))
    expect(freshRunDirectory(root, 'papers/r1', '7')).toBe(join(root, 'papers', 'r1', 'seed-7-3'))
  })

  it('never leaves its root', () => {
    for (const name of ['../../etc', '/etc', 'a/../../b', 'x\0y', '..', '']) {
      expect(freshRunDirectory(root, name, '../7').startsWith(join(root, '_').slice(0, -1))).toBe(
        true,
      )
      expect(freshRunDirectory(root, name, '../7')).not.toContain('..')
    }
  })
})
