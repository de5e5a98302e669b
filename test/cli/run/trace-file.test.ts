import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findTrace, readTrace, TRACE_NAME, TraceFile } from '../../../src/cli/run/trace-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function lines(file: string) {
  const all: string[] = []
  for await (const line of readTrace(file)) all.push(line)
  return all
}

it('a trace holds every message, across many parts of the file', async () => {
  const trace = new TraceFile(folder)
  for (let i = 0; i < 100_000; i++) trace.write(i, i / 3, 7, 'piece', 8, i, 16384)
  trace.close()
  const kept = await lines(join(folder, TRACE_NAME))
  expect(kept).toHaveLength(100_000)
  expect(kept[99_999]).toBe(`99999,${99_999 / 3},7,piece,8,99999,16384`)
  const text = gunzipSync(readFileSync(join(folder, TRACE_NAME))).toString()
  expect(text.startsWith('index,time,peer,verb,to,a,b\n0,0,7,piece,8,0,16384\n')).toBe(true)
})

it('an unpacked trace can be read', async () => {
  expect(findTrace(folder)).toBeUndefined()
  writeFileSync(join(folder, 'trace.csv'), 'index,time,peer,verb,to,a,b\n0,1.5,0,have,1,2,0\n')
  expect(findTrace(folder)).toBe(join(folder, 'trace.csv'))
  expect(await lines(join(folder, 'trace.csv'))).toEqual(['0,1.5,0,have,1,2,0'])
})

it('reading a truncated trace fails', async () => {
  const trace = new TraceFile(folder)
  trace.write(0, 0, 0, 'have', 1, 2, 0)
  trace.close()
  const file = join(folder, TRACE_NAME)
  writeFileSync(file, readFileSync(file).subarray(0, 30))
  await expect(lines(file)).rejects.toThrow(/unexpected end of file/)
})
