import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { codeFingerprint, folderFingerprint } from '../../../src/machine/queue/code-fingerprint.js'

function fingerprintOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'code-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folderFingerprint(folder, ['.'], '.js')
}

const BUNDLE = { 'index.js': '1', 'bundle/chunk.js': '2' }

it('equal bundles in two folders have one fingerprint, types and source maps aside', () => {
  const mapped = { ...BUNDLE, 'bundle/chunk.js.map': '{}', 'types/index.d.ts': '3' }
  expect(fingerprintOf(mapped)).toBe(fingerprintOf(BUNDLE))
})

it.each<Readonly<Record<string, string>>>([
  { ...BUNDLE, 'bundle/chunk.js': '3' },
  { ...BUNDLE, 'bundle/more.js': '' },
  { 'index.js': '1', 'bundle/other.js': '2' },
])('other code has another fingerprint: %j', (files) => {
  expect(fingerprintOf(files)).not.toBe(fingerprintOf(BUNDLE))
})

it('the sources have a fingerprint of twelve hexadecimal digits', () => {
  expect(codeFingerprint()).toMatch(/^[0-9a-f]{12}$/)
})
