import { describe, expect, it } from 'vitest'
import { sim } from '../cli/terminal/recorder.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER } from './browser.js'
import { isPageMissing } from './built.js'

const missing = whatIsMissing(BROWSER)

// How long anything takes is not tested: that depends on what else the machine does.
describe.skipIf(missing || isPageMissing)(`sim demo --bench ${missing ?? ''}`, () => {
  it('has the page draw 100 and 300 peers in a browser, and prints a row for each', async () => {
    const { code, stdout } = await sim('demo', '--bench')
    expect(code).toBe(0)
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/))
    for (const peers of ['100', '300']) {
      const [, frames, median, p95, worst] = rows.find(([first]) => first === peers) ?? []
      expect(Number(frames)).toBeGreaterThan(0)
      const times = [median, p95, worst].map(Number.parseFloat)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    }
    expect(stdout).toMatch(/Weight, compressed: \d+ kB/)
  })
})
