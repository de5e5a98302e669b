import { afterEach, expect, it, vi } from 'vitest'
import { reportFailure } from '../../src/cli/failure.js'
import { UsageError } from '../../src/cli/usage-error.js'
import { ScenarioError } from '../../src/lab/scenario/error.js'

function report(failure: unknown, seed?: string) {
  let text = ''
  const code = reportFailure(failure, { write: (part) => (text += part) }, seed)
  return { code, text }
}

afterEach(() => vi.unstubAllEnvs())

it('wrong input is printed as it is, with exit code 2', () => {
  expect(report(new UsageError('no such file'))).toEqual({ code: 2, text: 'sim: no such file\n' })
  const issue = { file: 'x.json', path: 'seed', expected: 'a text', found: '3' }
  const error = new ScenarioError([{ ...issue, suggestion: '', line: 2, column: 3 }])
  expect(report(error)).toEqual({ code: 2, text: `sim: ${error.message}\n` })
})

it('a system error is printed in plain words, with exit code 1', () => {
  const full = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path: 'out/a.csv' })
  expect(report(full)).toEqual({ code: 1, text: 'sim: out/a.csv: the disk is full\n' })
})

it('an internal error asks for a report with the seed; SIM_DEBUG=1 shows its stack', () => {
  const fault = new Error('queue is empty')
  const { code, text } = report(fault, 's7')
  expect(code).toBe(1)
  expect(text).toContain('internal error: queue is empty')
  expect(text).toContain('"s7"')
  expect(text).not.toContain('failure.test')
  vi.stubEnv('SIM_DEBUG', '1')
  expect(report(fault).text).toContain('failure.test')
})
