import { expect, it } from 'vitest'
import { sim } from './terminal/recorder.js'

const TOPICS = ['scenarios', 'models', 'sweeps', 'policies', 'presets']

it.each(TOPICS)(
  '%s are listed in one line each of at most 80 columns, and as JSON',
  async (what) => {
    const { code, stdout } = await sim('list', what, '--json')
    expect(code).toBe(0)
    const rows: { name: string; title: string; about: string }[] = JSON.parse(stdout)
    expect(rows.length).toBeGreaterThan(0)
    const lines = (await sim('list', what)).stdout.split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    for (const { name, title, about } of rows) {
      const own = lines.filter((line) => line.startsWith(`  ${name} `))
      expect(own.length, name).toBeGreaterThan(0)
      expect(own.some((line) => line.includes(title.slice(0, 20)))).toBe(true)
      expect(about).not.toBe('')
    }
  },
)

it('policies are listed under a heading for each kind', async () => {
  const { stdout } = await sim('list', 'policies')
  expect(stdout).toMatch(/^chokers\n {2}tit-for-tat .*\n(.*\n)*\npickers\n/)
})

it('models are scenarios that run by their names', async () => {
  const rows: { name: string }[] = JSON.parse((await sim('list', 'models', '--json')).stdout)
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['chain', 'tree', 'swarm']))
})

it('sim schema prints the JSON Schema of scenarios', async () => {
  const schema = JSON.parse((await sim('schema')).stdout)
  expect(schema.properties).toHaveProperty('groups')
})
