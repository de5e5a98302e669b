import { expect, it, vi } from 'vitest'
import { ClientScreen } from '../../src/cli/client-screen.js'
import { seeding, shared } from './shared-content.js'

it('the live view keeps within 80 columns, and wipes just what it has shown', async () => {
  const source = shared([{ path: '', sizeBytes: 200_000 }], 16384)
  const { client } = await seeding(source)
  vi.useFakeTimers()
  let shown = ''
  const output = { isTTY: true, columns: 80, write: (text: string) => (shown += text) }
  const screen = new ClientScreen('album \x1b[31m', client.session!, output)
  vi.advanceTimersByTime(1000)
  const first = shown
  shown = ''
  screen.say('a word')
  screen.close()
  vi.useRealTimers()
  expect(first.split('\n').every((line) => line.length < 80)).toBe(true)
  expect(first).not.toContain('\x1b[31m')
  expect(first).toContain('no neighbours yet')
  const lines = first.split('\n').length - 1
  expect(shown.startsWith(`\r\x1b[${lines}A\x1b[Ja word\n`)).toBe(true)
})
