import ts from 'typescript'
import type { Source } from '../tidy/source.js'
import type { Mutant } from './mutant.js'
import { type Change, changesOf } from './operators.js'
import { type Probes, probesOf } from './probes.js'
import { isZero } from './zero.js'

/** Lists all mutants of a file in the order of its text. */
export function mutantsOf(source: Source): Mutant[] {
  const probes = probesOf(source)
  const found: Mutant[] = []
  const visit = (node: ts.Node) => {
    if (isLeftOut(node)) return
    for (const change of changesOf(node)) found.push(mutantOf(source, probes, change))
    node.forEachChild(visit)
  }
  visit(source.tree)
  return found.sort((a, b) => a.start - b.start)
}

/** Types vanish, imports are no behaviour, and the text of an error is for its reader. */
function isLeftOut(node: ts.Node): boolean {
  const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
  return ts.isTypeNode(node) || isImport || ts.isThrowStatement(node) || isAmbient(node)
}

function isAmbient(node: ts.Node): boolean {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
}

/** To add 0 is to subtract it: columns of typed arrays have many a first field. */
function isSame(source: Source, { kind, node: { parent }, after }: Change): boolean {
  const isSum = kind === 'arithmetic' && (after === '+' || after === '-')
  return isSum && ts.isBinaryExpression(parent) && isZero(source, parent.right)
}

function mutantOf(source: Source, probes: Probes, change: Change): Mutant {
  const { path, tree } = source
  const { kind, node, after } = change
  const start = node.getStart(tree)
  const { line, character } = tree.getLineAndCharacterOfPosition(start)
  return {
    id: `${path}:${line + 1}:${character + 1}:${kind}`,
    path,
    line: line + 1,
    kind,
    start,
    end: node.end,
    before: node.getText(tree),
    after,
    probe: probes.of(node),
    ...(isSame(source, change) ? { same: 'adds 0' } : {}),
  }
}
