import ts from 'typescript'
import { type Source, walk } from '../tidy/source.js'
import { LOADED } from './mutant.js'

/** The places of a file whose execution is recorded: the start of each block of statements. */
export interface Probes {
  /** For each probe: the offset in the text where it is inserted; that of `LOADED` is 0. */
  readonly at: readonly number[]
  /** Returns the innermost probe that runs before a node does. */
  of(node: ts.Node): number
}

/** Finds the probes of a file. */
export function probesOf({ tree }: Source): Probes {
  const at = [0]
  const byBlock = new Map<ts.Node, number>()
  walk(tree, (node) => {
    if (!ts.isBlock(node)) return
    byBlock.set(node, at.length)
    at.push(node.getStart(tree) + 1)
  })
  const of = (node: ts.Node) => {
    for (let parent = node.parent; parent; parent = parent.parent) {
      const probe = byBlock.get(parent)
      if (probe !== undefined) return probe
      // A default value runs before the body of its function.
      if (ts.isPropertyDeclaration(parent)) return LOADED
    }
    return LOADED
  }
  return { at, of }
}

/** Where the probes of all loaded files are: for each path, 1 for a probe that was hit. */
export type Hits = Record<string, Uint8Array>

/** Returns a file's text with its probes in it. Line numbers stay. */
export function probed({ path, text }: Source, { at }: Probes): string {
  const hits = `(globalThis.mutantProbes ??= {})[${JSON.stringify(path)}]`
  let result = ''
  let from = 0
  at.forEach((offset, probe) => {
    result += text.slice(from, offset)
    from = offset
    result += probe === LOADED ? `const $hits = ${hits} ??= new Uint8Array(${at.length});` : ''
    result += `$hits[${probe}] = 1;`
  })
  return result + text.slice(from)
}
