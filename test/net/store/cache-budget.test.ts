import { expect, it } from 'vitest'
import { mostLines, shareCacheBudget } from '../../../src/net/store/cache-budget.js'

const MIB = 2 ** 20

it('a few stores cache 16 MiB each, many share 64 MiB, and each has at least one line', () => {
  expect(mostLines(MIB)).toBe(16)
  const shares = Array.from({ length: 4 }, shareCacheBudget)
  expect(mostLines(MIB)).toBe(16)
  shares.push(...Array.from({ length: 4 }, shareCacheBudget))
  expect(mostLines(MIB)).toBe(8)
  shares.push(...Array.from({ length: 192 }, shareCacheBudget))
  expect(mostLines(MIB)).toBe(1)
  expect(mostLines(MIB / 16)).toBe(5)
  // Releasing a share twice releases it once.
  for (const leave of [...shares, ...shares]) leave()
  expect(mostLines(MIB)).toBe(16)
})
