import { parseScenario } from './lab/scenario/scenario.js'
import { libraryWith } from './library/library.js'
import { documentText } from './library/scenario-input.js'
import { loadScenario } from './machine/input/scenario-file.js'

export * from './library/engine.js'
/** Reads a scenario from a file; lists the scenarios that come with the package. */
export { loadScenario, shippedScenarios } from './machine/input/scenario-file.js'
export { type PluginUse, usePlugins } from './machine/plugin/plugins.js'

/** The functions that run whole scenarios; a text is a file or the name of a shipped scenario. */
export const { run, samples, compare } = libraryWith((scenario, changes) => {
  const text = documentText(scenario)
  if (text === undefined) return loadScenario(scenario as string, changes)
  return parseScenario(text, 'scenario', changes)
})
