import { afterAll, describe, expect, it } from 'vitest'
import { readText } from '../tidy/source.js'
import type { RunRequest } from './run-request.js'
import { TestHost } from './test-host.js'

const files = ['test/peer/uplink-shares.test.ts', 'test/peer/announcer.test.ts']
const limits = { seconds: () => 300 }

/** Returns a request with one text replaced, which must be there. */
function changed(path: string, before: string, after: string): RunRequest {
  const { text } = readText(path)
  expect(text).toContain(before)
  return { files, replaced: { path, text: text.replace(before, after) } }
}

describe('a test host', () => {
  const host = new TestHost()
  afterAll(() => host.stop())

  it('runs each mutant alone, and ends a process that loops', async () => {
    const shares = changed('src/peer/uplink-shares.ts', '{', '{ // a comment')
    expect(await host.run(shares, limits)).toEqual({ kind: 'passed' })
    const announcer = changed('src/peer/announcer.ts', 'export class', 'throw 1; export class')
    const killed = await host.run(announcer, limits)
    expect(killed).toMatchObject({ kind: 'failed', failures: [{ file: files[1] }] })
    // The failure of another file's mutant neither counts here nor ends the run early.
    const ended: string[] = []
    const noting = { ...limits, ended: (file: string) => ended.push(file) }
    expect(await host.run(shares, noting)).toEqual({ kind: 'passed' })
    expect(ended).toEqual(files)
    const loop = changed(
      'src/peer/uplink-shares.ts',
      'constructor(',
      'static { for (;;); } constructor(',
    )
    expect(await host.run(loop, { seconds: () => 3 })).toMatchObject({ kind: 'timeout' })
  }, 600_000)
})
