import { expect, it } from 'vitest'
import {
  Experiment,
  type ExperimentOptions,
  loadScenario,
  parseScenario,
  usePlugins,
} from '../../../src/index.js'

/** Options that only an unchecked JavaScript program can pass. */
const mistyped = (options: object) => options as never

const { settings } = loadScenario('flashcrowd', { set: ['groups.leechers.count=2'] })

it.each<[string, () => unknown, string]>([
  [
    'new Experiment',
    () => new Experiment(settings, mistyped({ onMesage: () => undefined })),
    'new Experiment: unknown option "onMesage"; did you mean "onMessage"?',
  ],
  [
    'loadScenario',
    () => loadScenario('flashcrowd', mistyped({ sett: [] })),
    'loadScenario: unknown option "sett"; did you mean "set"?',
  ],
  [
    'parseScenario',
    () => parseScenario('{}', 'x.json', mistyped({ seeed: '1' })),
    'parseScenario: unknown option "seeed"; did you mean "seed"?',
  ],
  [
    'usePlugins',
    () => usePlugins(mistyped({ files: [], budgetSecond: 1 })),
    'usePlugins: unknown option "budgetSecond"; did you mean "budgetSeconds"?',
  ],
  [
    'a file of usePlugins',
    () => usePlugins(mistyped({ files: [{ path: 'x.ts' }] })),
    'usePlugins: unknown option "path"; there is file, sha256',
  ],
])('a mistyped option of %s is an error that names the right one', (_, call, message) => {
  expect(call).toThrow(new TypeError(message))
})

it('new Experiment and loadScenario accept empty and undefined options', () => {
  const options: ExperimentOptions = {}
  expect(new Experiment(settings, options).events).toBe(0)
  expect(loadScenario('flashcrowd', { seed: undefined }).name).toBe('flashcrowd')
})
