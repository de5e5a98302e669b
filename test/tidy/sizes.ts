import ts from 'typescript'
import { place, type Rule, type Source, type Text, walk } from './source.js'

/** Limits: lines of a file, of the median file and of a function, and columns of a line. */
export const limits = { file: 400, median: 120, function: 60, columns: 100 }

/** Counts the lines of a file; a final line break starts no new one. */
export function linesOf({ text }: Text): number {
  return text.replace(/\n$/, '').split('\n').length
}

/** No file is too long. */
export const hasShortFiles: Rule<Text> = (files) =>
  files
    .filter((file) => linesOf(file) > limits.file)
    .map((file) => `${file.path}: ${linesOf(file)} lines, ${limits.file} at most`)

/** Half of the files are short. */
export const hasShortMedian: Rule<Text> = (files) => {
  const sizes = files.map(linesOf).sort((a, b) => a - b)
  const median = sizes.length ? sizes[sizes.length >> 1] : 0
  return median > limits.median
    ? [`the median file has ${median} lines, ${limits.median} at most`]
    : []
}

/** No line is too wide, except for a URL, which cannot be broken. */
export const hasShortLines: Rule<Text> = (files) =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      const wide = line.length > limits.columns && !/https?:\/\//.test(line)
      return wide ? [`${path}:${i + 1}: ${line.length} columns, ${limits.columns} at most`] : []
    }),
  )

/** No function is too long, counted from its first line to its last, comments included. */
export const hasShortFunctions: Rule = (sources) =>
  sources.flatMap((source) => {
    const faults: string[] = []
    walk(source.tree, (node) => {
      if (!ts.isFunctionLike(node)) return
      const lines = linesBetween(source, node.getStart(source.tree), node.end)
      if (lines <= limits.function) return
      const name = node.name?.getText() ?? 'a function without a name'
      faults.push(`${place(source, node)}: ${name} has ${lines} lines, ${limits.function} at most`)
    })
    return faults
  })

function linesBetween({ tree }: Source, start: number, end: number): number {
  const line = (at: number) => tree.getLineAndCharacterOfPosition(at).line
  return line(end) - line(start) + 1
}
