import ts from 'typescript'
import { isPure } from './imports.js'
import { place, type Rule, type Source, walk } from './source.js'

/** Names that reach outside: clocks, timers, the machine, the network, unseeded chance. */
const outside = new Set(
  `Date performance setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame
  process console Buffer require module __dirname __filename globalThis global self window document
  crypto fetch XMLHttpRequest WebSocket Worker navigator localStorage eval`.split(/\s+/),
)

/** Pure folders use no global for the time, the machine or unseeded chance. */
export const namesPurely: Rule = (sources) =>
  sources.flatMap((source) => {
    if (!isPure(source.path)) return []
    const declared = declaredIn(source)
    const faults: string[] = []
    walk(source.tree, (node) => {
      const name = reachedBy(node)
      if (name && !declared.has(name))
        faults.push(`${place(source, node)}: a pure folder must not use ${name}`)
    })
    return faults
  })

/** The names that a file declares itself, which hide the globals. */
function declaredIn({ tree }: Source): Set<string> {
  const names = new Set<string>()
  walk(tree, (node) => {
    const declares =
      ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)
    if (declares && ts.isIdentifier(node.name)) names.add(node.name.text)
  })
  return names
}

function reachedBy(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node)) return undefined
  if (node.text === 'Math') return usesRandom(node.parent) ? 'Math.random' : undefined
  return outside.has(node.text) && !isMember(node) ? node.text : undefined
}

/** Whether the code around `Math` uses its `random`, or passes `Math` on as a whole. */
function usesRandom(user: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(user)) return user.name.text === 'random'
  return ts.isElementAccessExpression(user) || ts.isVariableDeclaration(user)
}

/** Whether the name is a member (`x.process`, `{ process: 1 }`) rather than a global. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isPropertyAssignment(parent)) return parent.name === node
  if (ts.isQualifiedName(parent)) return parent.right === node
  return ts.isTypeElement(parent) || ts.isClassElement(parent) || ts.isEnumMember(parent)
}
