import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The folder of the whole project. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A text file, by its path from the root with forward slashes. */
export interface Text {
  readonly path: string
  readonly text: string
}

/** A TypeScript file and its syntax tree. */
export interface Source extends Text {
  readonly tree: ts.SourceFile
}

/** A rule checks files and returns one message per fault; an empty list is a pass. */
export type Rule<T extends Text = Source> = (files: readonly T[]) => string[]

/** Folders that no rule reads, because tools generate them. */
export const made = ['node_modules', 'dist', 'coverage', '.git']

/** Lists all files under a folder, sorted, by their path from the root. */
export function filesUnder(folder: string): string[] {
  const found: string[] = []
  const visit = (at: string) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory() && !made.includes(entry.name)) visit(join(at, entry.name))
      if (entry.isFile()) found.push(relative(root, join(at, entry.name)).split(sep).join('/'))
    }
  }
  visit(join(root, folder))
  return found.sort()
}

/** Reads a file as text. */
export function readText(path: string): Text {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/** Parses a text as TypeScript; types are not resolved. */
export function parse(path: string, text: string): Source {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) }
}

/** Every TypeScript file under a folder, parsed. */
export function sourcesUnder(folder: string): Source[] {
  const paths = filesUnder(folder).filter((path) => /\.tsx?$/.test(path))
  return paths.map((path) => parse(path, readText(path).text))
}

/** Calls `seen` on a node and all below it. */
export function walk(node: ts.Node, seen: (node: ts.Node) => void): void {
  seen(node)
  node.forEachChild((child) => walk(child, seen))
}

/** Formats `path:line`, which editors and terminals turn into a link. */
export function place(source: Source, node: ts.Node): string {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
  return `${source.path}:${line + 1}`
}
