/** Controls; and the marks that turn the direction of writing, behind which `exe` can hide. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text of strangers with `_` for what would move a terminal's cursor or mislead its reader. */
export function plainText(text: string): string {
  return text.replace(UNSEEN, '_')
}

/** The same in quotes and of at most 80 characters, for a message. */
export function quoted(text: string): string {
  return JSON.stringify(plainText(text.length > 80 ? `${text.slice(0, 80)}…` : text))
}
