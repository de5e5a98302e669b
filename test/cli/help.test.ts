import { describe, expect, it } from 'vitest'
import { isGroup } from '../../src/cli/command.js'
import { commandLine } from '../../src/cli/command-line.js'
import { entriesFor } from '../../src/cli/entries.js'
import { unclearWordIn } from '../tidy/words.js'
import { sim } from './terminal/recorder.js'

const entries = await entriesFor('--help')
const groups = entries.filter(isGroup)

/** Every command by its full name. */
const COMMANDS = entries.flatMap((entry) =>
  isGroup(entry)
    ? entry.commands.map((command) => [`${entry.name} ${command.name}`, command] as const)
    : [[entry.name, entry] as const],
)

/** Returns a help page as a terminal of 80 columns shows it. */
async function page(...argv: string[]) {
  let text = ''
  const stdout = { columns: 80, write: (part: string) => (text += part) }
  const stderr = { write: (part: string) => (text += `stderr: ${part}`) }
  expect(await commandLine([...argv, '--help'], { stdout, stderr })).toBe(0)
  expect(text).not.toContain('stderr: ')
  return text
}

/** Checks what holds for every help page. */
function expectReadable(text: string) {
  for (const line of text.split('\n')) {
    expect(line.length).toBeLessThanOrEqual(80)
    expect(unclearWordIn(line)).toBeUndefined()
  }
}

describe('help', () => {
  it('lists every command and fits into 80 columns', async () => {
    const text = await page()
    for (const { name } of entries) expect(text).toContain(`sim ${name}`)
    expect(text).toContain('sim completion')
    expectReadable(text)
  })

  it.each(COMMANDS)('of %s has one sentence, and examples to copy', async (name, command) => {
    const text = await page(...name.split(' '))
    expectReadable(text)
    expect(command.about).toMatch(/^[A-Z]/)
    expect(command.about).not.toMatch(/\.$|\. [A-Z]|\n/)
    expect(command.about.length).toBeLessThanOrEqual(80)
    expect(text).toMatch(new RegExp(`Examples:\n {2}sim ${name}\\b`))
    for (const [line] of command.examples) expect(text.split('\n')).toContain(`  ${line}`)
  })

  it.each(groups.map(({ name }) => name))('of the group %s fits into 80 columns', async (name) => {
    expectReadable(await page(name))
  })

  it('shows choices and defaults after the descriptions', async () => {
    const text = await page('run')
    expect(text).toContain('(simulated, tcp; default: simulated)')
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'one decision of a policy from --policy (default: 10 s)',
    )
    expect(text).not.toContain('[string]')
  })

  it('loads only the command that the first word names', async () => {
    for (const { name } of entries) {
      expect((await entriesFor(name)).map((entry) => entry.name)).toEqual([name])
    }
  })

  it('prints the version', async () => {
    expect((await sim('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('completes commands and options', async () => {
    expect((await sim('completion')).stdout).toContain('complete -o')
    expect((await sim('--get-yargs-completions', 'sim', 'r')).stdout).toContain('run')
    const options = await sim('--get-yargs-completions', 'sim', 'run', '--n')
    expect(options.stdout).toContain('--no-charts')
  })
})

describe('an error on the command line', () => {
  it.each([
    [['rnu', 'x.json'], 'unknown command "sim rnu"; did you mean "run"?'],
    [
      ['frobnicate'],
      '; expected run, demo, replay, trace, chart, verify, crosscheck, compare, ablate, failures, ',
    ],
    [[], 'expected a command, "sim COMMAND"; see "sim --help"'],
    [['--sed', '1'], 'unknown option --sed: options follow the command'],
    [['run', 'x.json', '--seeed', '1'], 'unknown option --seeed; did you mean "--seed"?'],
    [['run', 'x.json', '--no-chart'], 'unknown option --no-chart; did you mean "--no-charts"?'],
    [['run', 'x.json', '--qiet', '--jsn'], '--qiet; did you mean "--quiet"?; unknown option --jsn'],
    [['run'], 'sim: run needs <file..>; see "sim run --help"'],
    [['worker'], 'sim: worker needs --redis; see "sim worker --help"'],
    [['run', 'x.json', '--seed'], '--seed needs a value'],
    [['run', 'x.json', '--seed', '1', '--seed', '2'], '--seed is given more than once'],
    [['run', 'x.json', '--seed', ''], '--seed needs a value, not an empty text'],
    [['run', 'x', '--transport', 'tpc'], '--transport: expected simulated, tcp; found "tpc"; did'],
    [['list', 'polices'], '; found "polices"; did you mean "policies"?'],
    [['list', 'policies', 'more'], 'unexpected argument "more"'],
  ])('%j is reported in one line', async (argv, message) => {
    const { code, stdout, stderr } = await sim(...argv)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})
