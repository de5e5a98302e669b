import { describe, expect, it } from 'vitest'
import type { Command, CommandGroup } from '../../src/cli/command.js'
import { commandLine } from '../../src/cli/command-line.js'

/** Makes a command that prints its arguments. */
function echo(name: string): Command<{ file: string; size?: string }> {
  return {
    name,
    operands: '<file>',
    about: `Echoes ${name}`,
    positionals: { file: { type: 'string' } },
    options: { size: { type: 'string', requiresArg: true, describe: 'How much' } },
    examples: [[`sim bag ${name} x`, 'an example']],
    act({ file, size }, { stdout }) {
      stdout.write(`${name} ${file} ${size}\n`)
      return 0
    },
  }
}

const bag: CommandGroup = {
  name: 'bag',
  about: 'Handles bags',
  commands: [echo('open'), echo('close')],
}

async function run(...argv: string[]) {
  let stdout = ''
  let stderr = ''
  const streams = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
  }
  const code = await commandLine(argv, streams, [echo('lone'), bag])
  return { code, stdout, stderr }
}

describe('a group of commands', () => {
  it('runs the command that its second word names', async () => {
    expect(await run('bag', 'close', 'x', '--size', '3')).toEqual({
      code: 0,
      stdout: 'close x 3\n',
      stderr: '',
    })
  })

  it('has a help page, and so has each of its commands', async () => {
    expect((await run('--help')).stdout).toMatch(/sim bag +Handles bags/)
    const page = (await run('bag', '--help')).stdout
    expect(page).toMatch(/^sim bag COMMAND: Handles bags\n/)
    expect(page).toMatch(/sim bag open <file> +Echoes open/)
    expect(page).not.toContain('lone')
    const leaf = (await run('bag', 'open', '--help')).stdout
    expect(leaf).toMatch(/^sim bag open <file>\n\nEchoes open\n/)
    expect(leaf).toContain('--size')
    expect(leaf).toMatch(/Examples:\n\s+sim bag open x/)
  })

  it('completes both its words and their options', async () => {
    expect((await run('--get-yargs-completions', 'sim', 'b')).stdout).toContain('bag')
    const second = (await run('--get-yargs-completions', 'sim', 'bag', '')).stdout
    expect(second.split('\n')).toEqual(expect.arrayContaining(['open', 'close']))
    const options = await run('--get-yargs-completions', 'sim', 'bag', 'open', '--s')
    expect(options.stdout).toContain('--size')
  })

  it.each([
    [['bga', 'open', 'x'], 'unknown command "sim bga"; did you mean "bag"?'],
    [['bag', 'opne', 'x'], 'unknown command "sim bag opne"; did you mean "open"?'],
    [['bag', 'frobnicate'], 'unknown command "sim bag frobnicate"; expected open, close'],
    [['bag'], 'expected a command, "sim bag COMMAND"; see "sim bag --help"'],
    [['bag', '--sze'], 'unknown option --sze: options follow the command, "sim bag COMMAND"'],
    [['bag', 'open'], 'bag open needs <file>; see "sim bag open --help"'],
    [['bag', 'open', 'x', '--sze', '1'], 'unknown option --sze; did you mean "--size"?'],
    [['bag', 'open', 'x', 'y'], 'unexpected argument "y"; see "sim bag open --help"'],
    [['bag', 'open', 'x', '--size'], '--size needs a value'],
    [['bag', 'open', 'x', '--size', '1', '--size', '2'], '--size is given more than once'],
    [['open', 'x'], 'unknown command "sim open"'],
  ])('reports in one line what is wrong with %j', async (argv, message) => {
    const { code, stdout, stderr } = await run(...argv)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})
