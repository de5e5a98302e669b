/** The path of a value in a scenario: keys and indices from the top. */
export type ScenarioPath = readonly (string | number)[]

/** One error in a scenario, for its author. */
export interface ScenarioIssue {
  /** As the author named it; `--set` if the value came from the command line. */
  readonly file: string
  /** For instance `groups.leechers.choker` or `events[0].at`; empty for the whole file. */
  readonly path: string
  /** A noun phrase, for instance `a choker`; or a whole sentence if `found` is empty. */
  readonly expected: string
  /** The value found, as JSON or in words. */
  readonly found: string
  /** The likely intended value, or empty. */
  readonly suggestion: string
  /** Counted from 1; 0 if it has no place in the file. */
  readonly line: number
  /** Counted from 1; 0 if it has no place in the file. */
  readonly column: number
}

/** The most issues that one message lists. */
const MAX_LISTED = 10

/** An invalid scenario or sweep: exit code 2. The message has one issue per line. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  /** All issues, in order of place; at least one. */
  readonly issues: readonly ScenarioIssue[]

  constructor(issues: readonly ScenarioIssue[]) {
    const lines = issues.slice(0, MAX_LISTED).map(formatIssue)
    const more = issues.length - MAX_LISTED
    if (more > 0) lines.push(`... and ${more} more`)
    super(lines.join('\n'))
    this.issues = issues
  }

  /** The first issue's file. */
  get file(): string {
    return this.issues[0].file
  }

  /** The first issue's path. */
  get path(): string {
    return this.issues[0].path
  }

  /** What the first issue expected. */
  get expected(): string {
    return this.issues[0].expected
  }

  /** What the first issue found. */
  get found(): string {
    return this.issues[0].found
  }

  /** What the first issue suggests, or empty. */
  get suggestion(): string {
    return this.issues[0].suggestion
  }

  /** The first issue's line, from 1, or 0. */
  get line(): number {
    return this.issues[0].line
  }

  /** The first issue's column, from 1, or 0. */
  get column(): number {
    return this.issues[0].column
  }
}

/** `file:line:column path: expected this, found that; did you mean "other"?` */
export function formatIssue(issue: ScenarioIssue): string {
  const { file, path, expected, found, suggestion, line, column } = issue
  const place = line > 0 ? `${file}:${line}:${column}` : file
  const head = path === '' ? place : `${place} ${path}`
  const body = found === '' ? expected : `expected ${expected}, found ${found}`
  const tail = suggestion === '' ? '' : `; did you mean "${suggestion}"?`
  return `${head}: ${body}${tail}`
}

/** Formats a path as JavaScript would: `events[0].at`. */
export function formatPath(path: ScenarioPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? key : `${text}.${key}`
  }, '')
}

/** Parses a path such as `events[0].at` or `events.0.at`. */
export function parsePath(text: string): ScenarioPath {
  const dotted = text.trim().replaceAll(/\[(\d+)\]/g, '.$1')
  return dotted.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))
}

/** Describes a value in a message: short JSON, or `an object`, `a list`, `nothing`. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
