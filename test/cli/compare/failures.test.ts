import { describe, expect, it } from 'vitest'
import { FAILURES, type FailureOutcome } from '../../../src/lab/compare/failures.js'
import { sim } from '../terminal/recorder.js'

const small = ['--set', 'groups.peers.count=8', '--set', 'torrent.size=256KiB', '--quiet']
const models = ['scenarios/models/tree.json', 'scenarios/models/mesh.json']

describe('sim failures', () => {
  it('has a row per model, and names what each cannot lose', async () => {
    const { code, stdout, stderr } = await sim('failures', ...models, ...small)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Middle peer lost')
    expect(stdout).toMatch(/\n {2}tree: origin lost \(.*% finish\)/)
    expect(stdout).toMatch(/\n {2}mesh: /)
  })

  it('prints an outcome per model and failure as JSON', async () => {
    const { code, stdout } = await sim('failures', ...models, ...small, '--json')
    expect(code).toBe(0)
    const outcomes = JSON.parse(stdout) as FailureOutcome[]
    expect(outcomes).toHaveLength(models.length * FAILURES.length)
    const undisturbed = outcomes.filter(({ failure }) => failure === 'no failure')
    expect(undisturbed.map(({ survivorsCompletedShare }) => survivorsCompletedShare)).toEqual([
      1, 1,
    ])
  })
})
