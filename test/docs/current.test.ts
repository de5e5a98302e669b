import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PAGES } from './pages.js'

describe('a generated page', () => {
  it.each(PAGES.map(({ path, render }) => [path, render] as const))(
    'is current (npm run docs): %s',
    (path, render) => expect(readFileSync(path, 'utf8').replaceAll('\r\n', '\n')).toBe(render()),
  )
})
