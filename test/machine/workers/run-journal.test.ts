import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunJournal } from '../../../src/machine/workers/run-journal.js'

const HEAD = { version: 1, program: 'sim 1', fingerprint: 'abc' } as const

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  path = join(folder, 'journal.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Adds cells, closes, and answers the file's bytes. */
function written(...ids: string[]): Buffer {
  const journal = new RunJournal(folder, HEAD)
  for (const id of ids) journal.add({ id, cpuSeconds: 1 })
  journal.close()
  return readFileSync(path)
}

function idsRead(): string[] {
  const journal = new RunJournal(folder, HEAD)
  journal.close()
  return [...journal.entries.keys()]
}

describe('a journal', () => {
  it('has every cell that was added, and the last growth', () => {
    written('1/1', '2/1')
    const journal = new RunJournal(folder, HEAD)
    journal.grow(7)
    journal.close()
    written('3/1')
    expect(idsRead()).toEqual(['1/1', '2/1', '3/1'])
    const again = new RunJournal(folder, HEAD)
    again.close()
    expect(again.replications).toBe(7)
  })

  test.prop([fc.integer({ min: 0, max: 200 })], { numRuns: 40 })(
    'torn anywhere, loses no whole line and goes on behind it',
    (cut) => {
      rmSync(path, { force: true })
      const whole = written('1/1', '2/1', '3/1')
      const kept = whole.subarray(0, Math.min(cut, whole.length))
      writeFileSync(path, kept)
      const lines = kept.toString().split('\n').length - 1
      const ids = ['1/1', '2/1', '3/1'].slice(0, Math.max(0, lines - 1))
      expect(idsRead()).toEqual(ids)
      written('4/1')
      expect(idsRead()).toEqual([...ids, '4/1'])
    },
  )

  it('names the line that is damaged', () => {
    written('1/1')
    appendFileSync(path, '{"id":\n{"id":"2/1","cpuSeconds":1}\n')
    expect(() => new RunJournal(folder, HEAD)).toThrow('journal.jsonl:3: is damaged')
  })

  it.each([
    [{ ...HEAD, program: 'sim 2' }, 'was begun with program "sim 1", but this is "sim 2"'],
    [{ ...HEAD, fingerprint: 'xyz' }, 'was begun with fingerprint "abc"'],
  ])('refuses what does not mix: %j', (head, message) => {
    written('1/1')
    expect(() => new RunJournal(folder, head)).toThrow(message)
    expect(idsRead()).toEqual(['1/1'])
  })

  it('is open in one process at a time, and outlives one that was killed', () => {
    const journal = new RunJournal(folder, HEAD)
    expect(() => new RunJournal(folder, HEAD)).toThrow(`process ${process.pid} is at work there`)
    journal.close()
    // No process has this number: it is above the highest that any system gives.
    writeFileSync(join(folder, '.lock'), '4194999')
    expect(idsRead()).toEqual([])
  })
})
