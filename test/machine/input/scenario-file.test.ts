import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import bencode from 'bencode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { expandScenario, scenarioSchema } from '../../../src/lab/scenario/scenario.js'
import { loadScenario, shippedScenarios } from '../../../src/machine/input/scenario-file.js'
import { refused, sampleDocument } from '../../lab/scenario/scenario-sample.js'

const benches = ['flashcrowd', 'peersim', 'simgrid', 'libtorrent']
const files = [
  ...shippedScenarios().map(({ file }) => file),
  ...benches.map((name) => `test/bench/${name}.json`),
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: string | Uint8Array) =>
  writeFileSync(join(folder, name), content)

/** Writes a scenario to the folder and loads it. */
function load(more: object, leechers: object = {}) {
  write('x.json', JSON.stringify(sampleDocument(more, leechers)))
  return loadScenario(join(folder, 'x.json'))
}

describe('shipped scenarios', () => {
  it.each(files)('%s, expanded and loaded again, gives the same settings', (file) => {
    const { scenario, settings, title, about } = loadScenario(file)
    expect(expandScenario(scenario).settings).toEqual(settings)
    expect(title.length * about.length).toBeGreaterThan(0)
  })

  it('are loaded by their names, which are those of their files', () => {
    for (const { name, file, title, about } of shippedScenarios()) {
      expect(loadScenario(name)).toMatchObject({ name, file, title, about })
    }
  })

  it('have a JSON Schema that is up to date: `npx tsx src/cli/main.ts schema`', () => {
    const text = readFileSync('scenarios/scenario.schema.json', 'utf8')
    expect(JSON.parse(text)).toEqual(scenarioSchema())
  })

  it('are valid under that schema, and invalid scenarios are not', () => {
    const schema = z.fromJSONSchema(scenarioSchema() as Parameters<typeof z.fromJSONSchema>[0])
    for (const file of files)
      expect(schema.safeParse(loadScenario(file).scenario).success).toBe(true)
    expect(schema.safeParse(sampleDocument()).success).toBe(true)
    expect(schema.safeParse(sampleDocument({ until: '5 lightyears' })).success).toBe(false)
    expect(schema.safeParse(sampleDocument({}, { chocker: 'none' })).success).toBe(false)
  })
})

describe('a missing file', () => {
  it.each([
    [
      'flashcrwd',
      'flashcrwd: expected a scenario file, or a name from "sim list scenarios", found ' +
        'no such file; did you mean "flashcrowd"?',
    ],
    [
      'scenarios/ubunto.json',
      'scenarios/ubunto.json: expected a scenario file, or a name from "sim list ' +
        'scenarios", found no such file; did you mean "scenarios/ubuntu.json"?',
    ],
    [
      'scenarios',
      'scenarios: expected a scenario file, or a name from "sim list scenarios", found a folder',
    ],
    ['', '"": expected a scenario file, or a name from "sim list scenarios", found an empty name'],
  ])('is reported with what was found, and the nearest name if any: %j', (file, message) =>
    expect(refused(() => loadScenario(file)).message).toBe(message),
  )

  it('is reported with the nearest file only if that is a scenario', () => {
    const suggestion = () => refused(() => loadScenario(join(folder, 'zzfile.json'))).suggestion
    writeFileSync(join(folder, '.zzfile.json'), '{"torrent": 1, "groups": 2}')
    writeFileSync(join(folder, 'zzfiles.json'), '{"name": "a package"}')
    expect(suggestion()).toBe('')
    writeFileSync(join(folder, 'zzfile2.json'), '{"torrent": 1, "groups": 2}')
    expect(suggestion()).toBe(join(folder, 'zzfile2.json'))
  })

  it('is reported where a folder has the name of a file', () => {
    const path = join(folder, 'no-name-like-it.json')
    mkdirSync(path)
    expect(refused(() => loadScenario(path))).toMatchObject({ found: 'a folder', suggestion: '' })
    rmdirSync(path)
  })
})

describe('a trace of arrivals', () => {
  const arrive = { kind: 'trace', file: 'a.csv' }

  it.each([
    ['seconds\n1\n2.5\n', [1, 2.5]],
    ['peer,seconds\r\nx,0\r\ny,3\r\n', [0, 3]],
    ['# no header\n4\n4\n', [4, 4]],
  ])('is read and inlined: %j', (csv, at) => {
    write('a.csv', csv)
    const { settings, scenario } = load({}, { arrive, count: 2 })
    expect(settings.groups[1].arrivals).toEqual({ kind: 'trace', atSeconds: at })
    expect(scenario).toMatchObject({ groups: { leechers: { arrive: { kind: 'trace', at } } } })
  })

  it.each([
    ['time\n1\n', 'a CSV file with a column named "seconds"'],
    ['seconds\n', 'a CSV file with at least one arrival'],
    ['seconds\n1\nsoon\n', 'a CSV file of times in seconds (row 3 has "soon")'],
    ['seconds\n2\n1\n', 'arrivals in order of time (row 3 has "1")'],
    ['seconds\n-1\n', 'a CSV file of times in seconds (row 2 has "-1")'],
    ['seconds\n1\n', 'a count of at most 1, the arrivals in the trace'],
  ])('is refused: %j', (csv, expected) => {
    write('a.csv', csv)
    expect(() => load({}, { arrive, count: 2 })).toThrow(`expected ${expected}, found`)
  })

  it('that is missing is reported with the nearest name', () => {
    write('a.csv', '1\n')
    const missed = { kind: 'trace', file: 'aa.csv' }
    const message =
      'expected a file in the folder of the scenario, found "aa.csv"; did you mean "a.csv"?'
    expect(() => load({}, { arrive: missed })).toThrow(message)
  })
})

describe('a .torrent', () => {
  const torrent = { file: 'a.torrent' }
  const info = { name: 'a', 'piece length': 32_768, pieces: new Uint8Array(60), length: 90_000 }
  const bytes = (text: string) => new TextEncoder().encode(text)

  it.each([
    ['one file', info, 90_000],
    [
      'many files',
      {
        ...info,
        length: undefined,
        files: [
          { length: 5, path: ['b'] },
          { length: 70_000, path: ['c'] },
        ],
      },
      70_005,
    ],
  ])('gives size and piece length: %s', (_, dictionary, size) => {
    write('a.torrent', bencode.encode({ announce: 'http://t/announce', info: dictionary }))
    const { settings, scenario } = load({ torrent })
    expect(settings).toMatchObject({ sizeBytes: size, pieceBytes: 32_768 })
    expect(scenario).toMatchObject({ torrent: { size, pieceLength: 32_768 } })
  })

  it.each([
    ['no info', bencode.encode({ announce: 'x' }), 'a .torrent with an info dictionary'],
    [
      'no piece length',
      bencode.encode({ info: { length: 1 } }),
      'a .torrent with a positive "piece length"',
    ],
    [
      'no length',
      bencode.encode({ info: { 'piece length': 1 } }),
      'a .torrent with a "length" or "files"',
    ],
    [
      'no bytes',
      bencode.encode({ info: { ...info, length: 0 } }),
      'a .torrent that holds at least one byte',
    ],
    [
      'too much nesting',
      bytes(`${'l'.repeat(200_000)}${'e'.repeat(200_000)}`),
      'a .torrent with at most 32 levels of nesting',
    ],
    [
      'trailing bytes',
      bytes('dei1e'),
      'a well-formed .torrent (byte 2: expected the end of the file)',
    ],
    [
      'leading zero',
      bytes('d1:ai01ee'),
      'a well-formed .torrent (byte 5: expected a number without leading zeros)',
    ],
    [
      'minus zero',
      bytes('d1:ai-0ee'),
      'a well-formed .torrent (byte 5: expected a number without leading zeros)',
    ],
    ['a truncated file', bytes('d4:infod'), 'a well-formed .torrent (byte 8: expected a key)'],
    ['a truncated list', bytes('l'), 'a well-formed .torrent (byte 1: expected a value)'],
    ['no value', bytes('d1:ae'), 'a well-formed .torrent (byte 4: expected a value)'],
    ['number as key', bytes('di1e1:ae'), 'a well-formed .torrent (byte 1: expected a key)'],
    [
      'a string beyond the end',
      bytes('999999999:a'),
      'a well-formed .torrent (byte 0: expected a string that ends within the file)',
    ],
    [
      'a string length of 30 digits',
      bytes(`${'9'.repeat(30)}:a`),
      'a well-formed .torrent (byte 0: expected a value)',
    ],
    ['an empty file', bytes(''), 'a well-formed .torrent (byte 0: expected a value)'],
    ['a file above 16 MiB', new Uint8Array(16 * 2 ** 20 + 1), 'a file of at most 16777216 bytes'],
  ])('is refused: %s', (_, content, expected) => {
    write('a.torrent', content)
    expect(() => load({ torrent })).toThrow(`torrent.file: expected ${expected}, found "a.torrent"`)
  })
})
