import ts from 'typescript'
import { place, type Rule, type Source } from './source.js'

/** Every exported declaration has a docstring directly before it. */
export const documentsExports: Rule = (sources) =>
  sources.flatMap((source) => {
    const listed = exportedByList(source)
    const documented = new Set<string>()
    return source.tree.statements.flatMap((statement) => {
      const names = namesOf(statement)
      const exported = isExported(statement) || names.some((name) => listed.has(name))
      if (!exported || names.some((name) => documented.has(name))) return []
      // The overloads of a function share the docstring of the first.
      if (ts.isFunctionDeclaration(statement)) for (const name of names) documented.add(name)
      if (hasDocstring(source, statement)) return []
      return [`${place(source, statement)}: ${names.join(', ')} is exported without a docstring`]
    })
  })

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true
  if (!ts.canHaveModifiers(statement)) return false
  const modifiers = ts.getModifiers(statement) ?? []
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

/** The names in `export { a, b }`; a re-export is documented where it comes from. */
function exportedByList({ tree }: Source): Set<string> {
  const names = new Set<string>()
  for (const statement of tree.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) continue
    const clause = statement.exportClause
    if (!clause || !ts.isNamedExports(clause)) continue
    for (const { propertyName, name } of clause.elements) names.add((propertyName ?? name).text)
  }
  return names
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  }
  if (ts.isExportAssignment(statement)) return ['default']
  const { name } = statement as ts.Statement & { name?: ts.Identifier }
  return name ? [name.getText()] : []
}

/** Whether the last comment before a statement is a docstring that touches it. */
function hasDocstring({ text, tree }: Source, statement: ts.Statement): boolean {
  const last = ts.getLeadingCommentRanges(text, statement.pos)?.at(-1)
  if (!last || !text.startsWith('/**', last.pos)) return false
  return /^[ \t]*\r?\n?[ \t]*$/.test(text.slice(last.end, statement.getStart(tree)))
}
