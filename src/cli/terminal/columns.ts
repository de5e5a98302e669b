import stringWidth from 'string-width'

/** Texts that every terminal shows with one column per character. */
const PLAIN = /^[\x20-\x7e]*$/

/** Characters that take two columns; `string-width` knows only those of 2019. */
const EMOJI = /\p{Emoji_Presentation}/u

/**
 * Returns how many columns a text without control characters takes at most: a Chinese character
 * or an emoji takes two. Characters that only some terminals join into one count separately.
 */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += columnsOfOne(character)
  return columns
}

/** Returns the first characters of a text that fit into that many columns. */
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

/** Pads a text with spaces at the end, to at least that many columns. */
export function padToColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

function columnsOfOne(character: string): number {
  return EMOJI.test(character) ? 2 : stringWidth(character)
}
