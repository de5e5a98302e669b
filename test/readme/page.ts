/** A fenced code block of a Markdown page. */
export interface CodeBlock {
  readonly language: string
  /** What follows the language on the fence: the file that the block holds or quotes. */
  readonly file: string
  readonly text: string
}

/** Computes a text that the page shows; undefined leaves the page as it is. */
export type Lookup = (key: string) => string | undefined

const FENCE = /^```(\w*)[ \t]*(\S*)\n([\s\S]*?)^```$/gm

/** `<!--=name-->value<!--/-->`: a figure that the script fills in. */
const FIGURE = /<!--=([\w.-]+)-->([\s\S]*?)<!--\/-->/g

/** A page keeps no output line that names CPU time, which differs from machine to machine. */
const MACHINE_DEPENDENT = /CPU/

/** Returns the code blocks of a page in reading order. */
export function codeBlocks(page: string): CodeBlock[] {
  return [...page.matchAll(FENCE)].map(([, language, file, text]) => ({ language, file, text }))
}

/** Returns the files that a page spells out, by name: blocks that begin with "```ts NAME". */
export function filesOf(page: string): Map<string, string> {
  const named = codeBlocks(page).filter(({ file }) => file !== '')
  return new Map(named.map(({ file, text }) => [file, text]))
}

/** Returns the names of the figures that a page shows, in reading order. */
export function figureNames(page: string): string[] {
  return [...page.matchAll(FIGURE)].map(([, name]) => name)
}

/** Returns the commands of a `sh` block, without comments, with continued lines joined. */
export function commandsIn(shell: string): string[] {
  const lines = shell.replace(/\\\n\s*/g, '').split('\n')
  return lines.map((line) => line.replace(/\s+#.*$/, '')).filter((line) => line !== '')
}

/** Returns every command that a page shows. */
export function commandsOf(page: string): string[] {
  return codeBlocks(page).flatMap((block) =>
    block.language === 'sh' ? commandsIn(block.text) : [],
  )
}

/** Fills each `text` block with the output of the last command above it. */
export function fillOutputs(page: string, outputOf: Lookup): string {
  let command = ''
  return page.replace(FENCE, (whole, language: string, _file: string, text: string) => {
    if (language === 'sh') command = commandsIn(text).at(-1) ?? ''
    const output = language === 'text' ? outputOf(command) : undefined
    return output === undefined ? whole : `\`\`\`text\n${shownLines(output)}\`\`\``
  })
}

/** Fills in the value of each figure. */
export function fillFigures(page: string, figureOf: Lookup): string {
  return page.replace(FIGURE, (whole, name: string) => {
    const value = figureOf(name)
    return value === undefined ? whole : `<!--=${name}-->${value}<!--/-->`
  })
}

/** The lines of an output that are the same on every machine, without runs of blank ones. */
function shownLines(output: string): string {
  const lines = output.split('\n').filter((line) => !MACHINE_DEPENDENT.test(line))
  const text = lines.map((line) => line.trimEnd()).join('\n')
  return `${text.replace(/\n{3,}/g, '\n\n').trimEnd()}\n`
}
