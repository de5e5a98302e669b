import { ScenarioError } from '../lab/scenario/error.js'
import { parseScenario } from '../lab/scenario/scenario.js'
import { libraryWith } from './library.js'
import { documentText } from './scenario-input.js'

export * from './engine.js'

/** The functions that run whole scenarios; a browser has no files, so a scenario is a document. */
export const { run, samples, compare } = libraryWith((scenario, changes) => {
  const text = documentText(scenario)
  if (text === undefined) {
    const expected = 'a scenario as an object or as JSON, since a browser reads no files'
    const found = JSON.stringify(scenario)
    const place = { path: '', suggestion: '', line: 0, column: 0 }
    throw new ScenarioError([{ file: 'scenario', expected, found, ...place }])
  }
  return parseScenario(text, 'scenario', changes)
})
