/** Control characters, and the direction marks that can hide an `.exe` ending. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Replaces the unsafe characters of a stranger's text by `_`, so that a terminal can show it. */
export function plainText(text: string): string {
  return text.replace(UNSEEN, '_')
}

/** Returns the plain text in quotes, cut to 80 characters, for a message. */
export function quoted(text: string): string {
  return JSON.stringify(plainText(text.length > 80 ? `${text.slice(0, 80)}…` : text))
}
