import { describe, expect, it } from 'vitest'
import { entriesFor } from '../../src/cli/entries.js'
import { sim } from './terminal/recorder.js'

const COMMANDS = [
  ...['run', 'chart', 'verify', 'crosscheck', 'compare', 'ablate', 'sweep', 'tournament'],
  ...['list', 'schema', 'get', 'seed'],
]
const GROUPED = ['torrent create', 'torrent show']

describe('help', () => {
  it('names every command', async () => {
    const { code, stdout } = await sim('--help')
    expect(code).toBe(0)
    for (const command of [...COMMANDS, 'torrent', 'completion'])
      expect(stdout).toContain(`sim ${command}`)
  })

  it.each([...COMMANDS, ...GROUPED])('shows an example of %s', async (command) => {
    const { code, stdout, stderr } = await sim(...command.split(' '), '--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`Examples:\n\\s+sim ${command}`))
    expect(stderr).toBe('')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  it('loads a command that the first word names, and no other', async () => {
    const all = await entriesFor('--help')
    expect(all.length).toBeGreaterThan(COMMANDS.length)
    for (const { name } of all) {
      expect((await entriesFor(name)).map((entry) => entry.name)).toEqual([name])
    }
  })

  it('says the version', async () => {
    expect((await sim('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('completes commands and options', async () => {
    expect((await sim('completion')).stdout).toContain('complete -o')
    expect((await sim('--get-yargs-completions', 'sim', 'r')).stdout).toContain('run')
    const options = await sim('--get-yargs-completions', 'sim', 'run', '--n')
    expect(options.stdout).toContain('--no-charts')
  })
})

describe('a mistake on the command line', () => {
  it.each([
    [['rnu', 'x.json'], 'unknown command "rnu"; did you mean "run"?'],
    [
      ['frobnicate'],
      'there is run, chart, verify, crosscheck, compare, ablate, failures, sweep, tournament, ',
    ],
    [[], 'name a command'],
    [['--sed', '1'], 'unknown option --sed'],
    [['run', 'x.json', '--seeed', '1'], 'unknown option --seeed; did you mean "--seed"?'],
    [['run', 'x.json', '--no-chart'], 'unknown option --no-chart; did you mean "--no-charts"?'],
    [['run', 'x.json', '--qiet', '--jsn'], '--qiet; did you mean "--quiet"?; unknown option --jsn'],
    [['run'], 'sim: run needs <file..>'],
    [['run', 'x.json', '--seed'], '--seed needs a value'],
    [['run', 'x.json', '--seed', '1', '--seed', '2'], '--seed is given more than once'],
    [['run', 'x.json', '--seed', ''], '--seed needs a value, not an empty text'],
    [['list', 'polices'], 'no "polices"; did you mean "policies"?'],
    [['list', 'policies', 'more'], '"more" is one word too many'],
  ])('%j is told in one line', async (argv, message) => {
    const { code, stdout, stderr } = await sim(...argv)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})
