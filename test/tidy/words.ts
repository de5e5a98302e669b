import type { Rule, Text } from './source.js'

/** What no shipped text says: unfinished work, and the paths of one person's machine. */
const forbidden = [
  /\bTODO\b/,
  /\bFIXME\b/,
  /\bXXX\b/,
  /\bHACK\b/,
  /not (yet )?implemented/i,
  /place-?holder/i,
  /\/(?:home|root|tmp|work|Users)\/\w/,
]

/** No text holds a forbidden word. */
export const hasNoForbiddenWords: Rule<Text> = (files) =>
  eachLine(files, (line) => {
    const word = forbidden.map((pattern) => pattern.exec(line)?.[0]).find(Boolean)
    return word && `says "${word}"`
  })

/** No test runs alone, and none is left out without a comment beside or above it that says why. */
export const runsAllTests: Rule<Text> = (files) =>
  eachLine(files, (line, above) => {
    const kind = /\b(?:it|test|describe)\.(only|skip|todo)\b/.exec(line)?.[1]
    if (kind === undefined) return undefined
    const reason = kind === 'skip' && (/\/\/ \w/.test(line) || /^\s*\/\/ \w/.test(above))
    return reason ? undefined : `.${kind} leaves tests out`
  })

function eachLine(
  files: readonly Text[],
  fault: (line: string, above: string) => string | undefined,
): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n')
    return lines.flatMap((line, i) => {
      const found = fault(line, lines[i - 1] ?? '')
      return found ? [`${path}:${i + 1}: ${found}`] : []
    })
  })
}
