import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { onTestFinished } from 'vitest'
import { type PluginUse, usePlugins } from '../../../src/machine/plugin/plugins.js'

const SRC = fileURLToPath(new URL('../../../src', import.meta.url))

/** Writes files into a fresh folder that goes with the test, and answers their paths in order. */
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

/** Plug-ins of these texts, in use until the test is over; answers their paths. */
export function using(
  files: Readonly<Record<string, string>>,
  use: Omit<PluginUse, 'files'> = {},
): string[] {
  const paths = written(files)
  onTestFinished(usePlugins({ ...use, files: paths.map((file) => ({ file })) }))
  return paths
}

/** A choker that serves everybody who is interested, with lines of its own first. */
export const choker = (lines = '', { name = 'mine', kind = 'choker', more = '' } = {}) => `
export default class Mine {
  static policy = { kind: '${kind}', name: '${name}', about: 'serves all'${more} }
  rechoke(now, links, unchoked) {
    ${lines}
    for (let link = links.first; link < links.end; link++) unchoked[link] = links.interested[link]
  }
}
`

/** A picker that takes the first candidate, with lines of its own first. */
export const picker = (lines = '', name = 'mine') => `
export default class Mine {
  static policy = { kind: 'picker', name: '${name}', about: 'the first' }
  next(candidates, row, missing, availability) {
    ${lines}
    return candidates.nextSet(row, 0)
  }
}
`

/** Files of this program's own that make a policy, and what it is called there. */
const BUILT_IN = {
  choker: {
    room: 'chokers',
    files: ['rate-choker', 'optimistic-unchokes', 'refusal', 'top-links'],
    made: 'RateChoker',
  },
  picker: { room: 'pickers', files: ['rarest-first', 'rarity'], made: 'RarestFirst' },
} as const

/**
 * Tit-for-tat or rarest first as a plug-in: this program's own files, word for word, in TypeScript
 * or as the JavaScript that they become, and one that gives them another name.
 */
export function copyOf(kind: 'choker' | 'picker', ending: 'ts' | 'js', name: string) {
  const { room, files, made } = BUILT_IN[kind]
  const parts = files.map((file) => {
    const text = readFileSync(join(SRC, 'policy', room, `${file}.ts`), 'utf8')
    // What a plug-in needs of the package it has from the package.
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
