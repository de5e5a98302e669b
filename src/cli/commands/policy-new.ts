import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { makeFolder } from '../run/out-folder.js'
import { startOf, testOf } from '../templates/policy-start.js'
import { UsageError } from '../usage-error.js'

const KINDS = ['choker', 'picker'] as const

interface PolicyNewArgs {
  readonly kind: (typeof KINDS)[number]
  readonly name: string
  readonly out: string
}

/** Writes the start of a policy, with its test. */
export const policyNew: Command<PolicyNewArgs> = {
  name: 'new',
  operands: '<kind> <name>',
  about: 'Writes the start of a choker or picker, with a test',
  positionals: {
    kind: { choices: KINDS, describe: 'Whom to upload to, or which piece to fetch next' },
    name: { type: 'string', describe: 'What scenarios are to call it' },
  },
  options: {
    out: { type: 'string', requiresArg: true, default: '.', describe: 'The folder to put it in' },
  },
  examples: [
    ['sim policy new choker my-choker', 'writes my-choker.ts and my-choker.test.mjs'],
    ['node --test my-choker.test.mjs', 'runs its test'],
    ['sim run flashcrowd --policy my-choker.ts --set peer.choker=my-choker', 'runs it'],
  ],
  act({ kind, name, out }, { stdout }) {
    checkName(kind, name)
    const [file, test] = [`${name}.ts`, `${name}.test.mjs`].map((end) => join(out, end))
    for (const path of [file, test]) {
      if (existsSync(path)) throw new UsageError(`${path}: exists already; nothing is written`)
    }
    makeFolder(out)
    // Never over a file that has come between, either.
    writeFileSync(file, startOf(kind, name), { flag: 'wx' })
    writeFileSync(test, testOf(kind, name), { flag: 'wx' })
    stdout.write(
      `${file}: the ${kind} "${name}", to be changed as you like\n` +
        `${test}: its test\n${installHint(out)}` +
        `  node --test ${test}\n` +
        `  sim run flashcrowd --policy ${file} --set peer.${kind}=${name}\n`,
    )
    return DONE
  },
}

function checkName(kind: (typeof KINDS)[number], name: string): void {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) {
    const expected = 'letters, digits and hyphens that begin with a letter'
    throw new UsageError(`<name>: expected ${expected}, found "${name}"`)
  }
  if (!Object.hasOwn(kind === 'choker' ? CHOKERS : PICKERS, name)) return
  throw new UsageError(`<name>: there is a ${kind} "${name}" already`)
}

/** The test imports this package, which must be found from where it lies. */
function installHint(out: string): string {
  try {
    createRequire(resolve(out, 'start.js')).resolve('swarm-sim/package.json')
    return ''
  } catch {
    return 'The test and the types of an editor need the package there: npm install swarm-sim\n'
  }
}
