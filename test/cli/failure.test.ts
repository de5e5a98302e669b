import { afterEach, expect, it, vi } from 'vitest'
import { reportFailure } from '../../src/cli/failure.js'
import { UsageError } from '../../src/cli/usage-error.js'
import { ScenarioError } from '../../src/lab/scenario/error.js'

function tell(failure: unknown, seed?: string) {
  let text = ''
  const code = reportFailure(failure, { write: (part) => (text += part) }, seed)
  return { code, text }
}

afterEach(() => vi.unstubAllEnvs())

it('takes what the user got wrong for exit code 2', () => {
  expect(tell(new UsageError('no such file'))).toEqual({ code: 2, text: 'sim: no such file\n' })
  const issue = { file: 'x.json', path: 'seed', expected: 'a text', found: '3' }
  const error = new ScenarioError([{ ...issue, suggestion: '', line: 2, column: 3 }])
  expect(tell(error)).toEqual({ code: 2, text: `sim: ${error.message}\n` })
})

it('says in words what the system refused', () => {
  const full = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path: 'out/a.csv' })
  expect(tell(full)).toEqual({ code: 1, text: 'sim: out/a.csv: the disk is full\n' })
})

it('asks for the seed after a fault, and shows the stack if told to', () => {
  const fault = new Error('queue is empty')
  const { code, text } = tell(fault, 's7')
  expect(code).toBe(1)
  expect(text).toContain('queue is empty')
  expect(text).toContain('"s7"')
  expect(text).not.toContain('failure.test')
  vi.stubEnv('SIM_DEBUG', '1')
  expect(tell(fault).text).toContain('failure.test')
})
