import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it, onTestFinished } from 'vitest'
import { root } from '../tidy/source.js'
import { FIGURES, MEASURING_COMMANDS, PAGE_PICTURE, PICTURES, SLOW_COMMANDS } from './figures.js'
import { codeBlocks, commandsOf, figureNames, filesOf, fillFigures } from './page.js'
import { updated } from './update.js'
import { Workbench } from './workbench.js'

const page = readFileSync(join(root, 'README.md'), 'utf8')

/** Durations and percentages, which only a run can know; 95 % is the level of every interval. */
const RESULT = /\b(?!95 %)\d[\d.]* (?:%|s|ms|min|h)(?!\w)/g

describe('README', () => {
  it('has at most 200 lines', () => expect(page.trimEnd().split('\n').length).toBeLessThan(201))

  it('shows the outputs and figures that its quick commands compute', () => {
    const bench = new Workbench(filesOf(page))
    onTestFinished(() => bench.close())
    const isQuick = (command: string) =>
      !SLOW_COMMANDS.includes(command) && !MEASURING_COMMANDS.includes(command)
    expect(updated(page, bench, isQuick)).toBe(page)
  })

  it('shows every figure, and the command of each', () => {
    expect(figureNames(page).sort()).toEqual(Object.keys(FIGURES).sort())
    const commands = [...Object.values(FIGURES), ...PICTURES].map(({ command }) => command)
    expect(commandsOf(page)).toEqual(expect.arrayContaining(commands))
  })

  it('states no result that no command computes', () => {
    const prose = codeBlocks(page).reduce((text, block) => text.replace(block.text, ''), page)
    expect(fillFigures(prose, () => '').match(RESULT) ?? []).toEqual([])
  })

  it('shows every picture, and no other', () => {
    const shown = [...page.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file]) => file)
    expect(shown.sort()).toEqual([...PICTURES.map(({ file }) => file), PAGE_PICTURE].sort())
    expect(shown.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it('links only to files that exist', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, file]) => file)
    expect(links.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})

describe('the policy in README', () => {
  it('has the types of the library', () => {
    const folder = mkdtempSync(join(tmpdir(), 'readme-types-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'newest-first.ts')
    writeFileSync(file, filesOf(page).get('newest-first.ts') ?? '')
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      types: [],
      paths: { 'swarm-sim': [join(root, 'src/index.ts')] },
    })
    const faults = program.getSemanticDiagnostics(program.getSourceFile(file))
    expect(faults.map(({ messageText }) => messageText)).toEqual([])
  })
})
