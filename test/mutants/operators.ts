import ts from 'typescript'

/** A replacement of the text of a node, or of a token in it. */
export interface Change {
  readonly kind: string
  readonly node: ts.Node
  readonly after: string
}

const K = ts.SyntaxKind

/** Operators and what replaces them, by kind of mutation. */
const swaps: Readonly<Record<string, readonly (readonly [ts.SyntaxKind, string])[]>> = {
  boundary: [
    [K.LessThanToken, '<='],
    [K.LessThanEqualsToken, '<'],
    [K.GreaterThanToken, '>='],
    [K.GreaterThanEqualsToken, '>'],
  ],
  equality: [
    [K.EqualsEqualsEqualsToken, '!=='],
    [K.ExclamationEqualsEqualsToken, '==='],
  ],
  arithmetic: [
    [K.PlusToken, '-'],
    [K.MinusToken, '+'],
    [K.AsteriskToken, '/'],
    [K.SlashToken, '*'],
    [K.PercentToken, '*'],
    [K.LessThanLessThanToken, '>>'],
    [K.GreaterThanGreaterThanToken, '<<'],
    [K.AmpersandToken, '|'],
    [K.BarToken, '&'],
  ],
  assignment: [
    [K.PlusEqualsToken, '-='],
    [K.MinusEqualsToken, '+='],
    [K.AsteriskEqualsToken, '/='],
    [K.BarEqualsToken, '&='],
    [K.AmpersandEqualsToken, '|='],
  ],
  logic: [
    [K.AmpersandAmpersandToken, '||'],
    [K.BarBarToken, '&&'],
  ],
}

const bySwapped = new Map(
  Object.entries(swaps).flatMap(([kind, pairs]) =>
    pairs.map(([token, after]) => [token, { kind, after }] as const),
  ),
)

/** Calls of `Math` and their opposites. */
const opposites: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
}

/** Returns the mutations of one node, not of those below it. */
export function changesOf(node: ts.Node): Change[] {
  return rules.flatMap((rule) => rule(node) ?? [])
}

type Rule = (node: ts.Node) => Change | Change[] | undefined

const swap: Rule = (node) => {
  if (!ts.isBinaryExpression(node)) return undefined
  const found = bySwapped.get(node.operatorToken.kind)
  if (!found || isText(node.left) || isText(node.right)) return undefined
  return { kind: found.kind, node: node.operatorToken, after: found.after }
}

/** Tells whether an operand is text as far as can be seen without types. */
function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
}

const negate: Rule = (node) => {
  const condition = conditionOf(node)
  if (!condition || isEquality(condition) || isNegation(condition)) return undefined
  return { kind: 'condition', node: condition, after: not(condition) }
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isConditionalExpression(node)) return node.condition
  const isTest = ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)
  return isTest ? node.expression : undefined
}

/** Tells whether another rule negates the expression already. */
function isEquality(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) && bySwapped.get(node.operatorToken.kind)?.kind === 'equality'
}

function isNegation(node: ts.Node): node is ts.PrefixUnaryExpression {
  return ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken
}

function not(node: ts.Expression): string {
  return `!(${node.getText()})`
}

const affirm: Rule = (node) =>
  isNegation(node) ? { kind: 'not', node, after: node.operand.getText() } : undefined

const step: Rule = (node) => {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined
  const text = node.getText()
  if (node.operator === K.PlusPlusToken)
    return { kind: 'step', node, after: text.replace('++', '--') }
  if (node.operator === K.MinusMinusToken)
    return { kind: 'step', node, after: text.replace('--', '++') }
  return undefined
}

const constant: Rule = (node) => {
  if (ts.isNumericLiteral(node)) {
    return { kind: 'constant', node, after: String(Number(node.text) + 1) }
  }
  if (node.kind === K.TrueKeyword) return { kind: 'constant', node, after: 'false' }
  if (node.kind === K.FalseKeyword) return { kind: 'constant', node, after: 'true' }
  return undefined
}

const opposite: Rule = (node) => {
  if (!ts.isPropertyAccessExpression(node) || node.expression.getText() !== 'Math') return undefined
  const after = opposites[node.name.text]
  return after === undefined ? undefined : { kind: 'math', node: node.name, after }
}

const remove: Rule = (node) => {
  const isJump = ts.isContinueStatement(node) || (ts.isBreakStatement(node) && !inSwitch(node))
  const isBareReturn = ts.isReturnStatement(node) && !node.expression
  if (isJump || isBareReturn) return { kind: 'removal', node, after: ';' }
  if (!ts.isExpressionStatement(node) || isNeeded(node)) return undefined
  return { kind: 'removal', node, after: ';' }
}

function inSwitch(node: ts.Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isSwitchStatement(at)) return true
    if (ts.isIterationStatement(at, false)) return false
  }
  return false
}

/** Tells whether the compiler asks for it: `super()`, or a field that a constructor sets. */
function isNeeded({ expression, parent }: ts.ExpressionStatement): boolean {
  if (ts.isCallExpression(expression)) return expression.expression.kind === K.SuperKeyword
  if (!ts.isBinaryExpression(expression)) return false
  if (!ts.isBlock(parent) || !ts.isConstructorDeclaration(parent.parent)) return false
  const { left } = expression
  return ts.isPropertyAccessExpression(left) && left.expression.kind === K.ThisKeyword
}

/** A returned number grows by one; a returned boolean is negated. */
const result: Rule = (node) => {
  if (!ts.isReturnStatement(node) || !node.expression) return undefined
  const { expression } = node
  const isDone = isBoolean(expression) || isEquality(expression) || isNegation(expression)
  if (ts.isNumericLiteral(expression) || isDone) return undefined
  const type = returnTypeOf(node)
  if (type === K.BooleanKeyword) return { kind: 'return', node: expression, after: not(expression) }
  const after = `(${expression.getText()}) + 1`
  return type === K.NumberKeyword ? { kind: 'return', node: expression, after } : undefined
}

function isBoolean(node: ts.Expression): boolean {
  return node.kind === K.TrueKeyword || node.kind === K.FalseKeyword
}

function returnTypeOf(node: ts.Node): ts.SyntaxKind | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at)) return at.type?.kind
  return undefined
}

const rules: readonly Rule[] = [swap, negate, affirm, step, constant, opposite, remove, result]
