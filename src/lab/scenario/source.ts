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

/** An issue without its place, which the source adds. */
export interface SourceIssue {
  readonly expected: string
  /** The value found; left out when `expected` is a complete sentence. */
  readonly found?: string
  readonly suggestion?: string
  /** Whether the key is wrong rather than its value. */
  readonly atKey?: boolean
}

/** Texts for the numbered errors of jsonc-parser, whose `const enum` cannot be imported. */
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
const MAX_LEVELS = 100

/** The text of a scenario or a sweep and the place of each value in it. Collects its issues. */
export class ScenarioSource {
  readonly file: string
  /** The document, with overrides applied. */
  json: unknown
  /** Formatted paths that came from the command line, each with the option that set it. */
  readonly #set = new Map<string, string>()
  /** Formatted paths whose last key was renamed, each with the key in the text. */
  readonly #renamed = new Map<string, string>()
  readonly #hints = new Set<string>()
  readonly #issues: ScenarioIssue[] = []
  readonly #text: string
  readonly #tree: Node | undefined

  /** Parses JSON with comments. Throws a ScenarioError if the text is not valid JSON. */
  constructor(text: string, file: string) {
    this.file = file
    // Files from Windows often start with a byte order mark.
    this.#text = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text
    this.#tree = this.#parse()
    this.throwIfAny()
    if (this.#tree) this.#checkKeys(this.#tree)
    this.throwIfAny()
    this.json = this.#tree && getNodeValue(this.#tree)
  }

  /**
   * Notes that the value at a path, and all below it, came from the command line: from `--set`, or
   * from an option for this value alone.
   */
  markSet(path: ScenarioPath, option = '--set'): void {
    this.#set.set(formatPath(path), option)
  }

  /** The option that set the value at a path, or undefined if it stands in the file. */
  optionOf(path: ScenarioPath): string | undefined {
    const formatted = formatPath(path)
    return [...this.#set].findLast(([at]) => isWithin(formatted, at))?.[1]
  }

  /** Renames a key of the object at a path, keeping its place; issues still find it in the text. */
  renameKey(path: ScenarioPath, old: string, current: string): void {
    const object = this.valueAt(path) as Record<string, unknown>
    const entries = Object.entries(object)
    for (const [key, value] of entries) {
      delete object[key]
      object[key === old ? current : key] = value
    }
    this.#renamed.set(formatPath([...path, current]), old)
  }

  /** Notes a hint for the author, once. */
  hint(text: string): void {
    this.#hints.add(text)
  }

  /** Every hint, in the order noted. */
  get hints(): readonly string[] {
    return [...this.#hints]
  }

  /** Notes an issue; `throwIfAny` throws them all together. */
  report(path: ScenarioPath, issue: SourceIssue): void {
    const formatted = formatPath(path)
    const { expected } = issue
    // An error in `peer` comes up again in each group that inherits it.
    if (this.#issues.some((other) => other.path === formatted && other.expected === expected))
      return
    const option = this.optionOf(path)
    const offset = option === undefined ? this.#offsetOf(path, issue.atKey === true) : -1
    this.#issues.push({
      file: option ?? this.file,
      path: option === undefined || option === '--set' ? formatted : '',
      expected,
      found: issue.found ?? '',
      suggestion: issue.suggestion ?? '',
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

  /** Reports the value at a path; `expected` says what it should be. */
  reportValue(path: ScenarioPath, expected: string, suggestion?: string): void {
    this.report(path, { expected, found: describeFound(this.valueAt(path)), suggestion })
  }

  /** Whether no issue was found so far. */
  get clean(): boolean {
    return this.#issues.length === 0
  }

  /** Throws a ScenarioError with all issues found so far, in order of place. */
  throwIfAny(): void {
    if (this.clean) return
    const placed = [...this.#issues].sort((a, b) => a.line - b.line || a.column - b.column)
    throw new ScenarioError(placed)
  }

  /** The offset of the value at a path, or of the nearest one that encloses it. */
  #offsetOf(currentPath: ScenarioPath, atKey: boolean): number {
    if (!this.#tree) return -1
    const path = currentPath.map(
      (key, i) => this.#renamed.get(formatPath(currentPath.slice(0, i + 1))) ?? key,
    )
    for (let depth = path.length; depth >= 0; depth--) {
      const node = findNodeAtLocation(this.#tree, path.slice(0, depth))
      if (!node) continue
      const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined
      return (atKey && depth === path.length && key ? key : node).offset
    }
    return this.#tree.offset
  }

  #parse(): Node | undefined {
    // The parser recurses for each level, so a hostile file would overflow the stack.
    const deepest = deepestNesting(this.#text)
    if (deepest > MAX_LEVELS) {
      const expected = `at most ${MAX_LEVELS} levels of brackets`
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

  /** Reports duplicate keys, of which JSON silently keeps the last. */
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

/** The most brackets open at a time, those in texts and comments included. */
function deepestNesting(text: string): number {
  let open = 0
  let deepest = 0
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++open)
    if (character === ']' || character === '}') open = Math.max(0, open - 1)
  }
  return deepest
}
