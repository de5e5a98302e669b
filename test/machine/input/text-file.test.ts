import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ScenarioError } from '../../../src/lab/scenario/error.js'
import { expandPatterns, expandToOne } from '../../../src/machine/input/file-pattern.js'
import { loadScenario } from '../../../src/machine/input/scenario-file.js'
import { child } from '../../cli/child.js'
import { sim } from '../../cli/terminal/recorder.js'

const folder = mkdtempSync(join(tmpdir(), 'input-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SCENARIO = `{
  "version": 1, "name": "tiny",
  "torrent": { "size": "1 MiB", "pieceLength": "256 KiB" },
  "groups": {
    "origin": { "holds": "all", "access": "fast" },
    "few": { "count": 3, "access": "fast" }
  }
}`

function write(name: string, bytes: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof ScenarioError) return error.message
    throw error
  }
  return 'nothing was refused'
}

describe('a pattern in quotes', () => {
  mkdirSync(join(folder, 'few'))
  const files = ['b.json', 'a.json', 'few/c.json'].map((name) => write(name, SCENARIO))
  write('few/scenario.schema.json', '{}')
  const [b, a, c] = files

  it('expands to the files that match, in order of name, without schemas', () => {
    expect(expandPatterns([join(folder, '*.json'), 'flashcrowd'])).toEqual([a, b, 'flashcrowd'])
    expect(expandPatterns([join(folder, '{few,many}/*.json')])).toEqual([c])
    expect(expandPatterns(['scenarios/models/t*.json'])).toEqual([
      'scenarios/models/tree-of-swarms.json',
      'scenarios/models/tree.json',
    ])
  })

  it('that is the name of a file means that file', () => {
    const odd = write('[a].json', SCENARIO)
    expect(expandPatterns([odd])).toEqual([odd])
    rmSync(odd)
  })

  it('must match exactly one file where a command takes one', () => {
    expect(expandToOne(join(folder, 'few/*.json'))).toBe(c)
    const both = join(folder, '*.json')
    expect(refusal(() => expandToOne(both))).toBe(
      `${both}: expected a pattern that matches one file, found 2 files`,
    )
  })

  it.each([['run'], ['compare'], ['failures'], ['ablate']])(
    'that matches nothing ends sim %s with one message',
    async (command) => {
      const { code, stdout, stderr } = await sim(command, join(folder, '*.jsn'))
      expect(stderr).toBe(
        `sim: ${join(folder, '*.jsn')}: expected a pattern that matches files, ` +
          'found no file that it matches\n',
      )
      expect(stdout).toBe('')
      expect(code).toBe(2)
    },
  )

  it('makes sim run execute every file that matches', async () => {
    const out = join(folder, 'out')
    const options = ['--json', '--quiet', '--no-charts', '--out', out]
    const { code, stdout } = await sim('run', join(folder, '[ab].json'), ...options)
    expect(stdout.trim().split('\n')).toHaveLength(2)
    expect(code).toBe(0)
  })
})

describe('a scenario in UTF-16', () => {
  const bytes = Buffer.from(SCENARIO, 'utf16le')
  it.each([
    ['with a byte order mark', Buffer.concat([Buffer.of(0xff, 0xfe), bytes])],
    ['without a byte order mark', bytes],
    ['with its bytes swapped', Buffer.from(bytes).swap16()],
  ])('%s is refused in one line that explains how to save it', (_, text) => {
    const file = write('u16.json', text)
    const message = refusal(() => loadScenario(file))
    expect(message).toContain(
      `${file}: expected UTF-8, found UTF-16; save it with the encoding UTF-8`,
    )
    expect(message.split('\n')).toHaveLength(1)
    rmSync(file)
  })
})

describe('standard input', () => {
  async function run(text: string | Uint8Array) {
    const { process: process_, ended } = child(
      ...['run', '-', '--json', '--quiet', '--no-charts', '--out', join(folder, 'piped')],
    )
    process_.stdin.end(text)
    return ended
  }

  it('holds the scenario that "sim run -" runs', async () => {
    const { code, stdout, stderr } = await run(SCENARIO)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ name: 'tiny', completed: 3 })
    expect(code).toBe(0)
  })

  it('is named in messages', async () => {
    const { code, stderr } = await run('{ "version": 1, }')
    expect(stderr).toMatch(/^sim: standard input:1:\d+/)
    expect(code).toBe(2)
  })

  it('is refused if it is empty', async () => {
    expect(await run('')).toMatchObject({ code: 2, stdout: '' })
  })
})
