import { describe, expect, it } from 'vitest'
import { commandsOf, figureNames, filesOf, fillFigures, fillOutputs } from './page.js'

const PAGE = `
\`\`\`sh
npx sim list presets   # a comment
npx sim run a.json \\
  --seed 2
\`\`\`

It prints:

\`\`\`text
old
\`\`\`

and \`code\` <!--=mean-->1 s<!--/-->.

\`\`\`ts own.ts
export const own = 1
\`\`\`
`

describe('a page', () => {
  it('has commands, without comments, with continued lines joined', () =>
    expect(commandsOf(PAGE)).toEqual(['npx sim list presets', 'npx sim run a.json --seed 2']))

  it('has files, by the name on their fence', () =>
    expect([...filesOf(PAGE)]).toEqual([['own.ts', 'export const own = 1\n']]))

  it('takes the output of the last command above a text block, without CPU times', () => {
    const commands: string[] = []
    const filled = fillOutputs(PAGE, (command) => {
      commands.push(command)
      return 'new  \n\n\n\n3 s of CPU\nlast\n\n'
    })
    expect(commands).toEqual(['npx sim run a.json --seed 2'])
    expect(filled).toBe(PAGE.replace('old\n', 'new\n\nlast\n'))
    expect(fillOutputs(PAGE, () => undefined)).toBe(PAGE)
  })

  it('takes the values of its figures', () => {
    expect(figureNames(PAGE)).toEqual(['mean'])
    expect(fillFigures(PAGE, (name) => `${name}!`)).toBe(PAGE.replace('1 s', 'mean!'))
    expect(fillFigures(PAGE, () => undefined)).toBe(PAGE)
  })
})
