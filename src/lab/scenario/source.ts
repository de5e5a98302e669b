import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
} from 'jsonc-parser'
import {
  describeFound,
  formatPath,
  ScenarioError,
  type ScenarioIssue,
  type ScenarioPath,
} from './error.js'

/** What is wrong at a place; the source adds where that is. */
export interface SourceIssue {
  readonly expected: string
  /** The value found; left out when `expected` is a sentence of its own. */
  readonly found?: string
  readonly suggestion?: string
  /** Points at the key rather than at its value. */
  readonly atKey?: boolean
}

/** jsonc-parser numbers its errors; its `const enum` cannot be imported one file at a time. */
const SYNTAX = [
  'valid JSON',
  'a value (true, false, null, a number or a text in double quotes)',
  'a number',
  'a key in double quotes',
  'a value',
  'a colon',
  'a comma',
  'a closing brace',
  'a closing bracket',
  'the end of the file',
  'a comment',
  'the end of the comment',
  'the end of the text, a double quote',
  'the end of the number',
  'a Unicode escape such as \\u00e9',
  'an escape such as \\n or \\"',
  'a printable character',
]

/** No scenario needs more than a handful of levels. */
const MOST_LEVELS = 100

/** A scenario's text and where each value stands in it; collects what is wrong with it. */
export class ScenarioSource {
  readonly file: string
  /** The document as it stands: overrides replace parts of it. */
  json: unknown
  /** Paths that came from the command line, as formatted, each with the option that set it. */
  readonly #set = new Map<string, string>()
  readonly #issues: ScenarioIssue[] = []
  readonly #text: string
  readonly #tree: Node | undefined

  /** Parses JSON with comments; throws a ScenarioError if it is not even that. */
  constructor(text: string, file: string) {
    this.file = file
    // A byte order mark is common in files from Windows and means nothing here.
    this.#text = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text
    this.#tree = this.#parse()
    this.throwIfAny()
    if (this.#tree) this.#checkKeys(this.#tree)
    this.throwIfAny()
    this.json = this.#tree && getNodeValue(this.#tree)
  }

  /**
   * Notes that the value at a path, and all below it, came from the command line: from `--set`, or
   * from an option that is for this value alone.
   */
  markSet(path: ScenarioPath, option = '--set'): void {
    this.#set.set(formatPath(path), option)
  }

  /** The option that set the value at a path, or undefined if it stands in the file. */
  optionOf(path: ScenarioPath): string | undefined {
    const formatted = formatPath(path)
    return [...this.#set].findLast(([at]) => isWithin(formatted, at))?.[1]
  }

  /** Notes an issue; `throwIfAny` throws them all together. */
  report(path: ScenarioPath, complaint: SourceIssue): void {
    const formatted = formatPath(path)
    const { expected } = complaint
    // What `peer` says is found wrong again in each group that inherits it.
    if (this.#issues.some((issue) => issue.path === formatted && issue.expected === expected))
      return
    const option = this.optionOf(path)
    const offset = option === undefined ? this.#offsetOf(path, complaint.atKey === true) : -1
    this.#issues.push({
      file: option ?? this.file,
      path: option === undefined || option === '--set' ? formatted : '',
      expected,
      found: complaint.found ?? '',
      suggestion: complaint.suggestion ?? '',
      ...this.#place(offset),
    })
  }

  /** The document's value at a path, or undefined. */
  valueAt(path: ScenarioPath): unknown {
    let value = this.json
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
        return undefined
      value = (value as Record<string | number, unknown>)[key]
    }
    return value
  }

  /** Reports that the value at a path is not what it should be. */
  reportValue(path: ScenarioPath, expected: string, suggestion?: string): void {
    this.report(path, { expected, found: describeFound(this.valueAt(path)), suggestion })
  }

  /** Whether nothing wrong was found so far. */
  get clean(): boolean {
    return this.#issues.length === 0
  }

  /** Throws a ScenarioError with everything found so far, in order of place. */
  throwIfAny(): void {
    if (this.clean) return
    const placed = [...this.#issues].sort((a, b) => a.line - b.line || a.column - b.column)
    throw new ScenarioError(placed)
  }

  /** The offset of the value, or of the nearest thing around it that exists. */
  #offsetOf(path: ScenarioPath, atKey: boolean): number {
    if (!this.#tree) return -1
    for (let depth = path.length; depth >= 0; depth--) {
      const node = findNodeAtLocation(this.#tree, path.slice(0, depth))
      if (!node) continue
      const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined
      return (atKey && depth === path.length && key ? key : node).offset
    }
    return this.#tree.offset
  }

  #parse(): Node | undefined {
    // The parser calls itself for each level, so a hostile file would overflow the stack.
    const deepest = deepestNesting(this.#text)
    if (deepest > MOST_LEVELS) {
      const expected = `at most ${MOST_LEVELS} brackets within each other`
      this.report([], { expected, found: String(deepest) })
      return undefined
    }
    const errors: ParseError[] = []
    const tree = parseTree(this.#text, errors, { allowTrailingComma: true })
    for (const error of errors) this.#reportSyntax(error)
    return tree
  }

  #place(offset: number): { line: number; column: number } {
    if (offset < 0) return { line: 0, column: 0 }
    const before = this.#text.slice(0, offset).split('\n')
    return { line: before.length, column: before[before.length - 1].length + 1 }
  }

  #reportSyntax({ error, offset, length }: ParseError): void {
    const found = this.#text.slice(offset, offset + length)
    this.#issues.push({
      file: this.file,
      path: '',
      expected: SYNTAX[error] ?? SYNTAX[0],
      found: found === '' ? 'the end of the file' : describeFound(found),
      suggestion: '',
      ...this.#place(offset),
    })
  }

  /** JSON lets the last of two equal keys win in silence; here that is a mistake. */
  #checkKeys(node: Node): void {
    const seen = new Set<string>()
    for (const child of node.children ?? []) {
      if (child.type !== 'property') {
        this.#checkKeys(child)
        continue
      }
      const [key, value] = child.children ?? []
      const name = String(key.value)
      if (seen.has(name)) this.#reportKey(key, 'each key once', `"${name}" again`)
      if (name === '__proto__') this.#reportKey(key, 'another name', `"${name}"`)
      seen.add(name)
      if (value) this.#checkKeys(value)
    }
  }

  #reportKey(key: Node, expected: string, found: string): void {
    const place = this.#place(key.offset)
    this.#issues.push({ file: this.file, path: '', expected, found, suggestion: '', ...place })
  }
}

/** Whether a formatted path is another or lies below it. */
function isWithin(path: string, at: string): boolean {
  return path.startsWith(at) && (path.length === at.length || /[.[]/.test(path[at.length]))
}

/** The most brackets open at a time; what stands in texts and comments counts too. */
function deepestNesting(text: string): number {
  let open = 0
  let deepest = 0
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++open)
    if (character === ']' || character === '}') open = Math.max(0, open - 1)
  }
  return deepest
}
