import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMPLETE } from '../../src/cli/names/completion.js'
import { needs } from '../net/trackers/programs.js'
import { ROOT } from './child.js'
import { sim } from './terminal/recorder.js'

/** The keys of a line, and the words of the command that Enter then runs. */
const LINES: readonly (readonly [keys: string, ran: string])[] = [
  ['sim run flash\t', 'sim run flashcrowd'],
  ['sim run scenarios/mine\t', 'sim run scenarios/mine.json'],
  ['npx s\trun flash\t', 'npx sim run flashcrowd'],
  ['sim list m\t', 'sim list models'],
  ['sim run x --set groups.a.choker=tit\t', 'sim run x --set groups.a.choker=tit-for-tat'],
  ['sim run x --transport=t\t', 'sim run x --transport=tcp'],
  [
    'sim compare x --vary peer.picker=random,rar\t',
    'sim compare x --vary peer.picker=random,rarest-first',
  ],
  ['sim run "flash\t', 'sim run flashcrowd'],
  ["sim run x --set 'peer.choker=tit\t", 'sim run x --set peer.choker=tit-for-tat'],
  ['sim run x --set peer.choker="tit\t', 'sim run x --set peer.choker=tit-for-tat'],
  [
    'sim sweep --redis redis://host:6379/1 cheat\t',
    'sim sweep --redis redis://host:6379/1 cheaters',
  ],
]

/** In a folder of its own, programs that complete as `sim` does and only record what they run. */
const folder = mkdtempSync(join(tmpdir(), 'completion-'))
const bin = join(folder, 'node_modules/.bin')
const record = join(folder, 'record')

beforeAll(() => {
  mkdirSync(join(folder, 'scenarios'), { recursive: true })
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(folder, 'scenarios/mine.json'), '{}')
  const answer = `cd '${ROOT}' && exec '${process.execPath}' --import tsx src/cli/main.ts "$@"`
  for (const name of ['sim', 'npx']) {
    const text = `if [ "$1" = ${COMPLETE} ]; then ${answer}; fi\necho ${name} "$@" >> '${record}'\n`
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}`)
    chmodSync(join(bin, name), 0o755)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Loads the script of a shell, types each line into the shell and returns what it ran. */
async function typed(name: 'bash' | 'zsh', type: (script: string) => void): Promise<string[]> {
  const script = join(folder, `completion.${name}`)
  writeFileSync(script, (await sim('completion', name)).stdout)
  writeFileSync(record, '')
  type(script)
  return readFileSync(record, 'utf8').split('\n').slice(0, -1)
}

const options = () => {
  const PATH = `${bin}:${process.env['PATH']}`
  return { cwd: folder, env: { ...process.env, PATH, HOME: folder }, encoding: 'utf8' } as const
}

/** Bash edits lines also when they come from a pipe. */
function typeIntoBash(bash: string) {
  return (script: string) => {
    const lines = [`source ${script}`, ...LINES.map(([keys]) => keys), 'exit']
    const input = lines.map((line) => `${line}\n`).join('')
    execFileSync(bash, ['--norc', '--noprofile', '-i'], { ...options(), input, stdio: 'pipe' })
  }
}

/** Zsh edits lines only at a terminal: another zsh gives it one, and types at each prompt. */
function typeIntoZsh(script: string) {
  const program = `zmodload zsh/zpty
    zpty shell TERM=dumb PS1=READY PS2=READY zsh -f -i
    zpty -r shell output '*READY*'
    for line in "$@"; do
      zpty -w shell "$line"
      zpty -r shell output '*READY*'
    done
    zpty -d shell`
  const lines = [`source ${script}`, ...LINES.map(([keys]) => keys)]
  execFileSync('zsh', ['-f', '-c', program, 'zsh', ...lines], { ...options(), stdio: 'pipe' })
}

describe('the Tab key completes the words of sim and of npx sim', () => {
  const expected = LINES.map(([, ran]) => ran)

  it('in bash', async (context) => {
    needs('bash', context)
    expect(await typed('bash', typeIntoBash('bash'))).toEqual(expected)
  })

  it('in bash 3.2, which macOS has', async ({ skip }) => {
    const bash = process.env['BASH_3_2']
    if (bash === undefined) return skip('BASH_3_2 names no bash 3.2')
    expect(execFileSync(bash, ['--version'], { encoding: 'utf8' })).toContain('version 3.2.')
    expect(await typed('bash', typeIntoBash(bash))).toEqual(expected)
  })

  it('in zsh', async (context) => {
    needs('zsh', context)
    expect(await typed('zsh', typeIntoZsh)).toEqual(expected)
  })
})
