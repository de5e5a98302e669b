import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { loadScenario } from '../../../src/machine/input/scenario-file.js'
import { usePlugins } from '../../../src/machine/plugin/plugins.js'
import { written } from './sample.js'

/** The section's plug-in, and its example of a scenario that sets a value. */
function section() {
  const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const own = text.slice(text.indexOf('## Your own policy'))
  const plugin = /```ts\n(.*?)```/s.exec(own)?.[1] ?? ''
  const example = /`"choker": (\{[^`]*\})`/.exec(own)?.[1] ?? ''
  return { plugin, example }
}

/** Runs a small flash crowd with this choker. */
function crowd(choker: string) {
  const set = [`groups.leechers.choker=${choker}`, 'groups.leechers.count=15', 'torrent.size=2MiB']
  const experiment = new Experiment(loadScenario('flashcrowd', { set }).settings)
  while (experiment.step(100_000));
  return { completed: experiment.completed, ...experiment.measurements() }
}

it('the policy in the README runs, with its default and with the example setting', () => {
  const { plugin, example } = section()
  const [file] = written({ 'newest-first.ts': plugin })
  onTestFinished(usePlugins({ files: [{ file }] }))
  const standard = crowd('newest-first')
  const configured = crowd(example)
  expect([standard.completed, configured.completed]).toEqual([15, 15])
  expect(configured.traceHash).not.toBe(standard.traceHash)
  expect(crowd('tit-for-tat').traceHash).not.toBe(standard.traceHash)
})
