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

/** Adds runs, closes the journal, and returns the file's bytes. */
function writeRuns(...ids: string[]): Buffer {
  const journal = new RunJournal(folder, HEAD)
  for (const id of ids) journal.add({ id, cpuSeconds: 1 })
  journal.close()
  return readFileSync(path)
}

function readIds(): string[] {
  const journal = new RunJournal(folder, HEAD)
  journal.close()
  return [...journal.entries.keys()]
}

describe('a journal', () => {
  it('has every run that was added, and the last number of replications', () => {
    writeRuns('1/1', '2/1')
    const journal = new RunJournal(folder, HEAD)
    journal.setReplications(7)
    journal.close()
    writeRuns('3/1')
    expect(readIds()).toEqual(['1/1', '2/1', '3/1'])
    const again = new RunJournal(folder, HEAD)
    again.close()
    expect(again.replications).toBe(7)
  })

  test.prop([fc.integer({ min: 0, max: 200 })], { numRuns: 40 })(
    'torn anywhere, loses no complete record and can be continued',
    (cut) => {
      rmSync(path, { force: true })
      const whole = writeRuns('1/1', '2/1', '3/1')
      const kept = whole.subarray(0, Math.min(cut, whole.length))
      writeFileSync(path, kept)
      const lines = kept.toString().split('\n').length - 1
      const ids = ['1/1', '2/1', '3/1'].slice(0, Math.max(0, lines - 1))
      expect(readIds()).toEqual(ids)
      writeRuns('4/1')
      expect(readIds()).toEqual([...ids, '4/1'])
    },
  )

  it('names a damaged line', () => {
    writeRuns('1/1')
    appendFileSync(path, '{"id":\n{"id":"2/1","cpuSeconds":1}\n')
    expect(() => new RunJournal(folder, HEAD)).toThrow('journal.jsonl:3: damaged record: ')
  })

  it.each([
    [{ ...HEAD, program: 'sim 2' }, 'expected program "sim 2", found "sim 1"'],
    [{ ...HEAD, fingerprint: 'xyz' }, 'expected fingerprint "xyz", found "abc"'],
  ])('refuses another head: %j', (head, message) => {
    writeRuns('1/1')
    expect(() => new RunJournal(folder, head)).toThrow(message)
    expect(readIds()).toEqual(['1/1'])
  })

  it('is open in one process at a time, and can be opened once that process is gone', () => {
    const journal = new RunJournal(folder, HEAD)
    expect(() => new RunJournal(folder, HEAD)).toThrow(`in use by process ${process.pid}`)
    journal.close()
    // No process has this id: it is above the highest that any system assigns.
    writeFileSync(join(folder, '.lock'), '4194999')
    expect(readIds()).toEqual([])
  })
})
