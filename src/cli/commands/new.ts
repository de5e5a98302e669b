import { existsSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { PACKAGE_FOLDER } from '../../machine/files/package-folder.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { namedOf } from '../names/named.js'
import { makeFolder } from '../run/out-folder.js'
import { scenarioStart } from '../templates/scenario-start.js'
import { UsageError } from '../usage-error.js'

interface NewArgs {
  readonly name: string
  readonly out: string
}

/** Writes a commented scenario to start from. */
export const newScenario: Command<NewArgs> = {
  name: 'new',
  operands: '<name>',
  about: 'Write a commented scenario to start from',
  positionals: { name: { type: 'string', describe: 'The name of the scenario' } },
  options: {
    out: { type: 'string', requiresArg: true, default: '.', describe: 'Folder of the new file' },
  },
  examples: [
    ['sim new my-swarm', 'Write my-swarm.json'],
    ['sim run my-swarm.json', 'Run it'],
  ],
  async act({ name: given, out }, { stdout }) {
    const name = given.replace(/\.json$/, '')
    await checkName(name)
    const file = join(out, `${name}.json`)
    if (existsSync(file)) throw taken(file)
    makeFolder(out)
    writeNew(file, scenarioStart(name, schemaFrom(out)))
    stdout.write(`${file}: a scenario of 50 leechers, with comments\n  sim run ${file}\n`)
    return DONE
  },
}

/** @throws UsageError unless a scenario can have this name */
async function checkName(name: string): Promise<void> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 64) {
    const expected = 'lower-case letters, digits and hyphens, such as my-swarm'
    throw new UsageError(`<name>: expected ${expected}, found "${name}"`)
  }
  const shipped = await namedOf(['scenario', 'model'])
  if (!shipped.some((each) => each.name === name)) return
  throw new UsageError(`<name>: "${name}" is a shipped scenario; choose another name`)
}

function writeNew(file: string, text: string): void {
  try {
    // Another program may have made the file since we looked.
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw taken(file)
    throw error
  }
}

function taken(file: string): UsageError {
  return new UsageError(`${file} exists and was not changed; choose another name`)
}

/** Where an editor finds the schema, if it lies below the folder of the new file. */
function schemaFrom(out: string): string | undefined {
  const path = relative(out, join(PACKAGE_FOLDER, 'scenarios', 'scenario.schema.json'))
  return path.startsWith('..') ? undefined : `./${path.split(sep).join('/')}`
}
