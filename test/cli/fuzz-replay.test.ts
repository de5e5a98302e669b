import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commandLine } from '../../src/cli/command-line.js'
import { CLEAR_LINE } from '../../src/cli/terminal/terminal.js'
import { checkScenario } from '../../src/lab/fuzz/check-run.js'
import { sim } from './terminal/recorder.js'

vi.mock(import('../../src/lab/fuzz/check-run.js'), { spy: true })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sim-fuzz-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A swarm of two peers that breaks no rule. */
const QUIET = {
  version: 1,
  name: 'quiet',
  torrent: { size: '64 KiB', pieceLength: '16 KiB' },
  groups: { seed: { holds: 'all', access: 'server' }, leecher: { access: 'fibre' } },
}

/** Replays a document and returns its outcome and the limit of events. */
async function replay(document: object) {
  const file = join(folder, 'quiet.json')
  writeFileSync(file, JSON.stringify(document))
  const { code, stdout } = await sim('fuzz', '--replay', file)
  return { code, stdout, mostEvents: vi.mocked(checkScenario).mock.lastCall?.[1]?.mostEvents, file }
}

describe('sim fuzz --replay', () => {
  it('checks a scenario to its end, however many events it has, and succeeds', async () => {
    const { file, ...outcome } = await replay(QUIET)
    const stdout = `${file}: no rule is broken\n`
    expect(outcome).toEqual({ code: 0, stdout, mostEvents: Number.POSITIVE_INFINITY })
  })

  it('keeps the limit of events for a finding that exceeded it', async () => {
    const title = 'Breaks the rule: endless (a run ends after a bounded number of events)'
    expect((await replay({ ...QUIET, title })).mostEvents).toBeUndefined()
  })

  it('shows on a terminal how many events are checked, and clears it at the end', async () => {
    const file = join(folder, 'quiet.json')
    writeFileSync(file, JSON.stringify(QUIET))
    let shown = ''
    const stderr = { isTTY: true, write: (text: string) => (shown += text) }
    await commandLine(['fuzz', '--replay', file], { stdout: { write: () => true }, stderr })
    expect(shown).toContain('quiet: checked 1 000 events')
    expect(shown.endsWith(CLEAR_LINE)).toBe(true)
  })
})
