import stringWidth from 'string-width'

/** What every terminal shows in a column a character. */
const PLAIN = /^[\x20-\x7e]*$/

/** Wide in every terminal; the package knows those of 2019. */
const EMOJI = /\p{Emoji_Presentation}/u

/**
 * The columns of a terminal that a text without control characters takes at the most: a Chinese
 * character or an emoji takes two. Characters that some terminals join into one count by
 * themselves, for others do not join them.
 */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += columnsOfOne(character)
  return columns
}

/** As many of a text's first characters as fit into that many columns. */
export function cutToColumns(text: string, columns: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, columns))
  let cut = ''
  let left = columns
  for (const character of text) {
    left -= columnsOfOne(character)
    if (left < 0) break
    cut += character
  }
  return cut
}

/** The text with spaces behind it, so that it takes that many columns if it takes fewer. */
export function padToColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

function columnsOfOne(character: string): number {
  return EMOJI.test(character) ? 2 : stringWidth(character)
}
