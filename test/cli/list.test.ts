import { expect, it } from 'vitest'
import { sim } from './terminal/recorder.js'

it.each(['policies', 'scenarios', 'presets'])(
  'names the %s, for people and as JSON',
  async (what) => {
    const { code, stdout } = await sim('list', what, '--json')
    expect(code).toBe(0)
    const rows: { name: string; about: string }[] = JSON.parse(stdout)
    expect(rows.length).toBeGreaterThan(0)
    const plain = (await sim('list', what)).stdout
    for (const { name, about } of rows) {
      expect(plain).toContain(`  ${name} `)
      expect(plain).toContain(about)
    }
  },
)

it('names the source of each preset, for people too', async () => {
  const rows: { source: string }[] = JSON.parse((await sim('list', 'presets', '--json')).stdout)
  const { stdout } = await sim('list', 'presets')
  for (const { source } of rows) expect(stdout).toContain(`  source: ${source}\n`)
})

it('tells chokers from pickers', async () => {
  const { stdout } = await sim('list', 'policies')
  expect(stdout).toMatch(/^chokers\n {2}tit-for-tat .*\n(.*\n)*\npickers\n/)
})

it('prints the schema', async () => {
  const schema = JSON.parse((await sim('schema')).stdout)
  expect(schema.properties).toHaveProperty('groups')
})
