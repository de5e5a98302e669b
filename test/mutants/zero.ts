import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { target } from '../tidy/imports.js'
import { parse, readText, root, type Source } from '../tidy/source.js'

/** Returns the text of a constant that a file declares at its top, or undefined. */
function declared({ tree }: Source, name: string): string | undefined {
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement)) continue
    const found = statement.declarationList.declarations.find((one) => one.name.getText() === name)
    if (found) return found.initializer?.getText()
  }
  return undefined
}

/** Returns the file and the name in it that a file imports as `local`, or undefined. */
function imported(source: Source, local: string): { path: string; name: string } | undefined {
  for (const statement of source.tree.statements) {
    if (!ts.isImportDeclaration(statement)) continue
    const path = target(source, (statement.moduleSpecifier as ts.StringLiteral).text)
    const bindings = statement.importClause?.namedBindings
    if (path === undefined || !bindings) continue
    if (ts.isNamespaceImport(bindings)) {
      if (bindings.name.text === local) return { path, name: '' }
      continue
    }
    const found = bindings.elements.find(({ name }) => name.text === local)
    if (found) return { path, name: (found.propertyName ?? found.name).text }
  }
  return undefined
}

/** Tells whether an expression is 0: as a literal, or the name of a constant of this or a file. */
export function isZero(source: Source, node: ts.Expression): boolean {
  if (ts.isNumericLiteral(node)) return node.text === '0'
  if (ts.isIdentifier(node)) {
    const own = declared(source, node.text)
    if (own !== undefined) return own === '0'
  }
  const isMember = ts.isPropertyAccessExpression(node)
  const from = imported(source, isMember ? node.expression.getText() : node.getText())
  if (!from || !existsSync(join(root, from.path))) return false
  const name = isMember ? node.name.text : from.name
  return declared(parse(from.path, readText(from.path).text), name) === '0'
}
