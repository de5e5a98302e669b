/** Columns of a terminal that every text of a list fits into. */
export const LIST_WIDTH = 80

/** Returns a text in lines of at most so many columns, broken at spaces. */
export function wrapped(text: string, width = LIST_WIDTH): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] += ` ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

/** Returns a text that fits into so many columns: a longer one ends with a whole word and "…". */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text
  const room = text.slice(0, width - 1)
  const space = room.lastIndexOf(' ')
  return `${(space > 0 ? room.slice(0, space) : room).replace(/[,;:]$/, '')}…`
}
