import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { onTestFinished } from 'vitest'
import { type PluginUse, usePlugins } from '../../../src/machine/plugin/plugins.js'

const SRC = fileURLToPath(new URL('../../../src', import.meta.url))

/** Writes files into a new folder, removed after the test, and returns their paths in order. */
export function written(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sim-policy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  })
}

/** Uses plug-ins of these texts until the test ends, and returns their paths. */
export function using(
  files: Readonly<Record<string, string>>,
  use: Omit<PluginUse, 'files'> = {},
): string[] {
  const paths = written(files)
  onTestFinished(usePlugins({ ...use, files: paths.map((file) => ({ file })) }))
  return paths
}

/** The text of a choker that unchokes all interested neighbours, after the given lines. */
export const choker = (lines = '', { name = 'mine', kind = 'choker', more = '' } = {}) => `
export default class Mine {
  static policy = { kind: '${kind}', name: '${name}', about: 'serves all'${more} }
  rechoke({ now, links, unchoked, timed, recorder }) {
    ${lines}
    for (let link = links.first; link < links.end; link++) unchoked[link] = links.interested[link]
  }
}
`

/** The text of a picker that takes the first candidate, after the given lines. */
export const picker = (lines = '', name = 'mine') => `
export default class Mine {
  static policy = { kind: 'picker', name: '${name}', about: 'the first' }
  next(candidates, row, missing, availability) {
    ${lines}
    return candidates.nextSet(row, 0)
  }
}
`

/** The files of a built-in policy, and its class. */
const BUILT_IN = {
  choker: {
    room: 'chokers',
    files: [
      'rate-choker',
      'optimistic-unchokes',
      'explain',
      'top-links',
      'tie-breaks',
      'newcomers',
    ],
    made: 'RateChoker',
  },
  picker: { room: 'pickers', files: ['rarest-first', 'rarity'], made: 'RarestFirst' },
} as const

/**
 * Tit-for-tat or rarest first as a plug-in: copies of the built-in files, as TypeScript or compiled
 * to JavaScript, and a file that exports the policy under another name.
 */
export function copyOf(kind: 'choker' | 'picker', ending: 'ts' | 'js', name: string) {
  const { room, files, made } = BUILT_IN[kind]
  const parts = files.map((file) => {
    const text = readFileSync(join(SRC, 'policy', room, `${file}.ts`), 'utf8')
    // A plug-in imports from the package what the built-in policy imports by path.
    const own = text.replaceAll("'../../base/bits.js'", "'swarm-sim'")
    return [`copy/${file}.${ending}`, ending === 'ts' ? own : compiled(own)]
  })
  const text = `import { ${made} } from './copy/${files[0]}.${ending}'
export default class Copy extends ${made} {
  static policy = { kind: '${kind}', name: '${name}', about: 'a copy' }
}
`
  return { [`${name}.${ending}`]: text, ...Object.fromEntries(parts) }
}

function compiled(text: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
  return ts.transpileModule(text, { compilerOptions }).outputText
}
