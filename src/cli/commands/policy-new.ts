import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { makeFolder } from '../run/out-folder.js'
import { policySource, policyTestSource } from '../templates/policy-template.js'
import { UsageError } from '../usage-error.js'

const KINDS = ['choker', 'picker'] as const

interface PolicyNewArgs {
  readonly kind: (typeof KINDS)[number]
  readonly name: string
  readonly out: string
}

/** `sim policy new`: writes a policy that works, as a start, with its test. */
export const policyNew: Command<PolicyNewArgs> = {
  name: 'new',
  operands: '<kind> <name>',
  about: 'Create a choker or piece picker, with a test',
  positionals: {
    kind: {
      choices: KINDS,
      describe: 'A choker decides who may download, a picker which piece to fetch next',
    },
    name: { type: 'string', describe: 'The name that scenarios use' },
  },
  options: {
    out: { type: 'string', requiresArg: true, default: '.', describe: 'Folder of the new files' },
  },
  examples: [
    ['sim policy new choker my-choker', 'Write my-choker.ts and my-choker.test.mjs'],
    ['node --test my-choker.test.mjs', 'Run its test'],
    [
      'sim run flashcrowd --policy my-choker.ts --set peer.choker=my-choker',
      'Give it to every peer',
    ],
  ],
  act({ kind, name, out }, { stdout }) {
    checkName(kind, name)
    const [file, test] = [`${name}.ts`, `${name}.test.mjs`].map((end) => join(out, end))
    for (const path of [file, test]) {
      if (existsSync(path))
        throw new UsageError(
          `${path}: already exists, so nothing was written; try another name or --out`,
        )
    }
    makeFolder(out)
    // 'wx' again: another process may have written one since the check.
    writeFileSync(file, policySource(kind, name), { flag: 'wx' })
    writeFileSync(test, policyTestSource(kind, name), { flag: 'wx' })
    stdout.write(
      `${file}: your ${kind} "${name}", ready to edit\n` +
        `${test}: its test\nTo try it:\n${installHint(out)}` +
        `  node --test ${test}\n` +
        `  sim run flashcrowd --policy ${file} --set peer.${kind}=${name}\n`,
    )
    return DONE
  },
}

function checkName(kind: (typeof KINDS)[number], name: string): void {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) {
    const expected = 'letters, digits and hyphens, a letter first'
    throw new UsageError(`<name>: expected ${expected}, found "${name}"`)
  }
  if (!Object.hasOwn(kind === 'choker' ? CHOKERS : PICKERS, name)) return
  throw new UsageError(`<name>: a ${kind} "${name}" already exists; choose another name`)
}

/** How to install this package, if the test could not import it from its folder. */
function installHint(out: string): string {
  try {
    createRequire(resolve(out, 'start.js')).resolve('swarm-sim/package.json')
    return ''
  } catch {
    return `  npm install swarm-sim  (in ${resolve(out)}, for the test and your editor)\n`
  }
}
