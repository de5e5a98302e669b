import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RULES } from '../../src/lab/fuzz/fault.js'
import { eventually } from '../net/patience.js'
import { sim } from './terminal/recorder.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sim-fuzz-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A choker that serves everybody, however few slots it has. */
const SPENDTHRIFT = `export default class Spendthrift {
  static policy = { kind: 'choker', name: 'spendthrift', about: 'serves everybody' }
  rechoke({ links, unchoked }) {
    for (let link = links.first; link < links.end; link++) unchoked[link] = links.open[link]
  }
}
`

describe('sim fuzz', () => {
  it('shrinks what a choker of your own breaks to a file that replays the finding', async () => {
    const policy = join(folder, 'spendthrift.mjs')
    const out = join(folder, 'out')
    writeFileSync(policy, SPENDTHRIFT)
    const search = ['fuzz', '--seed', 'planted', '--runs', '12', '--workers', '1', '--out', out]
    const { code, stdout } = await sim(...search, '--policy', policy)
    expect(code).toBe(1)
    // Scenarios that were only tried to shrink a finding are counted apart from --runs.
    expect(stdout).toMatch(
      /\nfuzz, seed planted: 12 scenarios and \d+ to shrink findings, .* events in .*; \d+ finding/,
    )
    expect(readdirSync(out)).toContain('slots.json')
    const file = join(out, 'slots.json')
    const { title, about } = JSON.parse(readFileSync(file, 'utf8'))
    expect(title).toContain('slots')
    const command = `sim fuzz --replay ${file} --policy ${policy}`
    expect(stdout).toContain(`\n  ${command}\n`)
    const again = await sim(...command.split(' ').slice(1))
    expect(again.code).toBe(1)
    const what = /\nslots .*\n {2}(.*)\n/.exec(`\n${again.stdout}`)?.[1]
    expect(about).toBe(`${what}. Repeat it with: ${command}`)
    const ignored = await sim(...command.split(' ').slice(1), '--ignore', 'slots')
    expect(ignored.stdout).not.toContain('slots (')
  })

  it('a folder that cannot be written to is refused before the search', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const { code, stdout, stderr } = await sim('fuzz', '--for', '1 h', '--out', join(file, 'out'))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(`sim: --out: ${file} is a file, expected a folder\n`)
  })

  it('leaves no empty folder if no rule is broken', async () => {
    const out = join(folder, 'out')
    const search = ['fuzz', '--seed', 'sound', '--runs', '1', '--workers', '1', '--out', out]
    const { code, stdout } = await sim(...search)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^fuzz, seed sound: 1 scenario, .* events in .*; 0 findings\n$/)
    expect(existsSync(out)).toBe(false)
  })

  it('its help names every rule that --ignore takes', async () => {
    const help = (await sim('fuzz', '--help')).stdout.replaceAll(/\s+/g, ' ')
    expect(help).toContain(`Rules: ${Object.keys(RULES).join(', ')}.`)
  })

  it('Ctrl-C ends the search with what was found until then', async () => {
    const before = process.listenerCount('SIGINT')
    const search = sim('fuzz', '--for', '1 h', '--workers', '1', '--quiet')
    await eventually(() => process.listenerCount('SIGINT') > before)
    process.emit('SIGINT', 'SIGINT')
    const { code, stdout, stderr } = await search
    expect(code).toBe(130)
    expect(stderr).toContain('SIGINT: stopping')
    expect(stdout).toMatch(/fuzz, seed \d{4}-\d\d-\d\d: /)
  })

  it.each([
    [['--for', 'soon'], '--for: expected a time above 0, e.g. "10 min", found "soon"'],
    [['--runs', '0'], '--runs: expected a whole number from 1'],
    [['--ignore', 'slot'], '--ignore: expected exception, endless'],
  ])('%j is refused', async (argv, message) => {
    const { code, stderr } = await sim('fuzz', ...argv)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
