import ts from 'typescript'
import { parse, place, type Rule, type Text, walk } from './source.js'

/** What no shipped text contains: unfinished work, and the paths of one person's machine. */
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

/** Words and phrases that users do not read: archaic ones, and private names for known terms. */
const unclear = [
  /\blest\b/i,
  /\bbefalls?\b/i,
  /\bbeside\b/i,
  /\bwhom\b/i,
  /\bthereof\b/i,
  /\bsave for\b/i,
  // Random seed, replication.
  /\ball chance\b/i,
  /\b(?:another|other) draws?\b/i,
  /\bdraws? of (?:all )?chance\b/i,
  /\bstreams? of chance\b/i,
  /\bblind chance\b/i,
  // Real time.
  /\bclock on the wall\b/i,
  // Behaviour.
  /\bconducts?\b/i,
  // Optimistic unchoke.
  /\bguests?\b/i,
  // Send, receive, message.
  /\bhears?\b/i,
  /\bheard\b/i,
  /\b(?:says|tells) (?:whether|which|who|how|what|where)\b/i,
  /\b(?:every|each) word\b/i,
  /\bwords? (?:of|in) (?:a|the) (?:run|trace)\b/i,
  /\bafter word\b/i,
  /\bword by word\b/i,
]

/** Returns the first word or phrase of a text that users should not read, or undefined. */
export function unclearWordIn(text: string): string | undefined {
  return unclear.map((pattern) => pattern.exec(text)?.[0]).find(Boolean)
}

/** No text for users holds an unclear word: strings of code, texts of scenarios, prose. */
export const usesClearWords: Rule<Text> = (files) =>
  files.flatMap((file) =>
    textsForUsers(file).flatMap(({ at, text }) => {
      const word = unclearWordIn(text)
      return word === undefined ? [] : [`${at}: says "${word}"`]
    }),
  )

interface PlacedText {
  /** `path:line`. */
  readonly at: string
  readonly text: string
}

function textsForUsers({ path, text }: Text): PlacedText[] {
  if (/\.tsx?$/.test(path)) return stringsOf(path, text)
  const lines = text.split('\n').map((line, i) => ({ at: `${path}:${i + 1}`, text: line }))
  if (path.endsWith('.json'))
    return lines.filter((line) => /^\s*"(?:title|about)":/.test(line.text))
  let isCode = false
  return lines
    .filter((line) => {
      const isFence = line.text.startsWith('```')
      if (isFence) isCode = !isCode
      return !isCode && !isFence
    })
    .map(({ at, text: prose }) => ({ at, text: prose.replaceAll(/`[^`]*`/g, '') }))
}

/** String literals with a space: those without one are names or data. */
function stringsOf(path: string, text: string): PlacedText[] {
  const source = parse(path, text)
  const found: PlacedText[] = []
  walk(source.tree, (node) => {
    const isTemplate = ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
    if (!ts.isStringLiteralLike(node) && !isTemplate) return
    const isSentence = isTemplate || /\S\s+\S/.test(node.text)
    if (isSentence) found.push({ at: place(source, node), text: node.text })
  })
  return found
}

/** No test runs alone, and none is skipped without a comment on or above its line. */
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
