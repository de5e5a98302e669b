import { posix } from 'node:path'
import ts from 'typescript'
import { place, type Rule, type Source, walk } from './source.js'

/**
 * The floors of `src/`, lowest first; a room is a folder, or a subfolder of `lab`, `machine` and
 * `policy`. Rooms in one line share a floor. A file imports from its own room or a lower floor.
 */
const storeys = [
  ['base'],
  ['peer'],
  ['policy/chokers', 'policy/pickers'],
  ['policy/behaviours'],
  ['policy'],
  ['policy/guard'],
  ['sim', 'net'],
  ['lab/stats', 'lab/scenario'],
  ['lab/plugin'],
  ['lab/run'],
  ['lab/summary'],
  ['replay'],
  ['lab/batch'],
  ['lab/compare'],
  ['lab/charts'],
  ['lab/fuzz'],
  ['lab/sweep', 'lab/tournament', 'library'],
  ['machine/files'],
  ['machine/input'],
  ['machine/plugin'],
  ['machine/workers', 'machine/tcp'],
  ['machine/queue', 'machine/output', 'machine/page'],
  ['demo', 'cli'],
]

/** The floor of each room. */
export const floors: Readonly<Record<string, number>> = Object.fromEntries(
  storeys.flatMap((rooms, floor) => rooms.map((room) => [room, floor])),
)

/** The folders without clock, machine or unseeded chance. */
export const pureFolders = ['base', 'peer', 'policy', 'sim', 'lab', 'replay']

/** npm packages that a pure folder may import, and where; all of them run in a browser too. */
const pureImports: Readonly<Record<string, string>> = {
  seedrandom: 'src/base/random.ts',
  bencode: 'src/base/bencode.ts',
  'jsonc-parser': 'src/lab/scenario/',
  'fastest-levenshtein': 'src/lab/scenario/',
  zod: 'src/lab/',
}

/** The top folder of a file in `src/`, or undefined for one that lies directly in `src/`. */
export function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1]
}

/** The room of a file in `src/`, or undefined for one outside all rooms. */
export function roomOf(path: string): string | undefined {
  const divided = /^src\/((?:lab|machine|policy)\/[^/]+)\//.exec(path)?.[1]
  return divided ?? folderOf(path)
}

/** One import of any kind: static, re-export, dynamic, `require`, or of a type. */
export interface Import {
  readonly from: string
  readonly node: ts.Node
}

/** Everything a file imports. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = []
  walk(source.tree, (node) => {
    const from = importedBy(node)
    if (from !== undefined) found.push({ from, node })
  })
  return found
}

function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier && textOf(node.moduleSpecifier)
  }
  if (ts.isExternalModuleReference(node)) return textOf(node.expression)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return textOf(node.argument.literal)
  }
  if (!ts.isCallExpression(node)) return undefined
  const { expression: called } = node
  const loads = called.kind === ts.SyntaxKind.ImportKeyword || called.getText() === 'require'
  return loads ? textOf(node.arguments[0]) : undefined
}

/** The text of a literal; a computed name is given as source, so that it matches nothing. */
function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : `(${node?.getText() ?? 'nothing'})`
}

/** The path of the file that a relative import names, or undefined for a package. */
export function target(source: Source, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined
  return posix.join(posix.dirname(source.path), from).replace(/\.js$/, '.ts')
}

/** The path by which imports name a file: one with JSX is imported like any other. */
function importedAs({ path }: Source): string {
  return path.replace(/\.tsx$/, '.ts')
}

/** A file imports from its own room or a lower floor, never from another room of its floor. */
export const keepsFloors: Rule = (sources) =>
  sources.flatMap((source) => {
    if (source.path === 'src/index.ts') return []
    const room = roomOf(source.path)
    const floor = room === undefined ? undefined : floors[room]
    if (floor === undefined) return [`${source.path}: is in no room of test/tidy/imports.ts`]
    return importsOf(source).flatMap(({ from, node }) => {
      const path = target(source, from)
      if (path === undefined) return []
      const theirs = roomOf(path)
      if (theirs === room) return []
      const below = theirs !== undefined && floors[theirs] < floor
      return below ? [] : [`${place(source, node)}: ${room} must not import ${path}`]
    })
  })

/** Pure folders import no Node module, no impure folder, and only npm packages in `pureImports`. */
export const importsPurely: Rule = (sources) =>
  sources.flatMap((source) => {
    if (!isPure(source.path)) return []
    const isAllowed = ({ from }: Import) => {
      const path = target(source, from)
      if (path !== undefined) return isPure(path)
      return from in pureImports && source.path.startsWith(pureImports[from])
    }
    return importsOf(source)
      .filter((imported) => !isAllowed(imported))
      .map(({ from, node }) => `${place(source, node)}: a pure folder must not import ${from}`)
  })

/** What runs in a browser, the page and the library, imports only itself and pure folders. */
export const runsInBrowsers: Rule = (sources) =>
  sources.flatMap((source) => {
    const folder = folderOf(source.path) ?? ''
    if (folder !== 'demo' && folder !== 'library') return []
    const isAllowed = ({ from }: Import) => {
      const path = target(source, from)
      if (path === undefined) return !from.startsWith('node:')
      return folderOf(path) === folder || isPure(path)
    }
    return importsOf(source)
      .filter((imported) => !isAllowed(imported))
      .map(({ from, node }) => `${place(source, node)}: ${folder} must not import ${from}`)
  })

/** Whether a file lies in a pure folder. */
export function isPure(path: string): boolean {
  return pureFolders.includes(folderOf(path) ?? '')
}

/** No file imports itself through others, not even types. */
export const hasNoCircles: Rule = (sources) => {
  const edges = new Map(
    sources.map((source) => {
      const paths = importsOf(source).map(({ from }) => target(source, from))
      return [importedAs(source), paths.filter((path) => path !== undefined)]
    }),
  )
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path)
    if (at >= 0) circles.push(`circular import: ${[...trail.slice(at), path].join(' -> ')}`)
    if (at >= 0 || done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return circles
}
