import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMPLETE } from '../../src/cli/names/completion.js'
import { sim } from './terminal/recorder.js'

async function completed(...words: string[]): Promise<string[]> {
  const { code, stdout } = await sim(COMPLETE, 'sim', ...words)
  expect(code).toBe(0)
  return stdout.split('\n').slice(0, -1)
}

describe('the last word of a command line', () => {
  it.each([
    [['comp'], ['compare', 'completion']],
    [['--v'], ['--version']],
    [['run', 'flash'], ['flashcrowd']],
    [['run', 'flashcrowd', 'cha'], ['chain']],
    [['run', '--seed', 'flash'], []],
    [['run', '--trace', 'flash'], ['flashcrowd']],
    [['run', 'flashcrowd', '--no'], ['--no-charts']],
    [['run', '--quiet', 'flashcrowd', '--q'], []],
    [['run', 'flashcrowd', '--transport', 't'], ['tcp']],
    [['run', 'flashcrowd', '--transport=t'], ['--transport=tcp']],
    [['sweep', 'che'], ['cheaters']],
    [
      ['compare', 'classes', '--vary', 'peer.picker=random,rar'],
      ['peer.picker=random,rarest-first'],
    ],
    [['run', 'x.json', '--set', 'peer.choker=tit'], ['peer.choker=tit-for-tat']],
    [['run', 'x.json', '--set', 'peer.choker', '=', 'tit'], ['peer.choker=tit-for-tat']],
    [['run', 'x.json', '--set', 'model', '=', 'tree-'], ['model=tree-of-swarms']],
    [['get', 'x.torrent', '--picker', 'in-'], ['in-order']],
    [['tournament', 'tit-for-tat', 'unch'], ['unchoke-all']],
    [['tournament', '--scenario', 'tourn'], ['tournament']],
    [['list', 'sc'], ['scenarios']],
    [['show', 'rarest'], ['rarest-first']],
    [['torrent', 'cr'], ['create']],
    [['torrent', 'create', '--tr'], ['--tracker']],
    [['unknown', ''], []],
    [['torrent', 'unknown', ''], []],
  ])('%j completes to %j', async (words, expected) => {
    expect(await completed(...words)).toEqual(expected)
  })
})

describe('the completion script for bash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'))
  const script = join(folder, 'completion.bash')
  afterAll(() => rmSync(folder, { recursive: true }))

  beforeAll(async () => {
    writeFileSync(script, (await sim('completion', 'bash')).stdout)
    // A fake sim that prints its arguments, where both sim and npx find it.
    const bin = join(folder, 'node_modules/.bin')
    mkdirSync(join(folder, 'deep/down'), { recursive: true })
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'sim'), '#!/bin/sh\nshift\nIFS=+\necho "asked:$*"\necho "two words"\n')
    chmodSync(join(bin, 'sim'), 0o755)
  })

  /** What bash offers for these words; `breaks` are the characters that split words. */
  function offered(words: readonly string[], breaks = ' \'"><=;|&(:'): string[] {
    const program = `set -eu
      source ${script}
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_WORDBREAKS=$BREAKS
      _sim_completion
      [ "\${#COMPREPLY[@]}" -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`
    const path = `${join(folder, 'node_modules/.bin')}:${process.env['PATH']}`
    const output = execFileSync('bash', ['-c', program, 'bash', ...words], {
      cwd: join(folder, 'deep/down'),
      env: { ...process.env, BREAKS: breaks, PATH: path },
      encoding: 'utf8',
    })
    return output.split('\n').slice(0, -1)
  }

  it('asks sim to complete the words', () => {
    expect(offered(['sim', 'run', 'fl'], ' ')).toEqual(['asked:sim+run+fl', 'two words'])
  })

  it('completes the value after "=" where bash splits words there', () => {
    expect(offered(['sim', 'run', '--set', 'peer.choker', '=', ''])).toEqual(['+', 'two words'])
  })

  it('asks the sim that npx would run, also from subfolders', () => {
    expect(offered(['npx', 'sim', 'run', ''], ' ')).toContain('asked:sim+run+')
    expect(offered(['npx', 's'])).toEqual(['sim'])
    expect(offered(['npx', 'other', 's'])).toEqual([])
  })

  it('registers for sim and for npx, and leaves another completion of npx alone', () => {
    const registered = (before: string) =>
      execFileSync('bash', ['-c', `${before}\nsource ${script}\ncomplete -p`], { encoding: 'utf8' })
    expect(registered('')).toMatch(/_sim_completion sim\n(.*\n)*.*_sim_completion npx\n/)
    expect(registered('complete -F _other npx')).toContain('-F _other npx')
  })

  it('uses nothing that bash 3.2 lacks', async () => {
    const { stdout } = await sim('completion', 'bash')
    const commands = /\b(mapfile|readarray|compopt|coproc|nosort)\b|declare -[Ag]|local -[An]/
    const syntax = /\$\{\w+(\^|,|@)|&>>|\|&|\[\[.* -v /
    expect(stdout).not.toMatch(commands)
    expect(stdout).not.toMatch(syntax)
  })
})

it('the completion script for zsh registers for sim and for npx', async () => {
  const { stdout } = await sim('completion', 'zsh')
  expect(stdout).toContain('compdef _sim_completion sim\n')
  expect(stdout).toContain('compdef _sim_completion npx\n')
})
