import { ScenarioError } from '../../lab/scenario/error.js'
import { parseScenario } from '../../lab/scenario/scenario.js'
import { writeScenario } from '../../lab/scenario/write.js'
import type { Checker } from './checker.js'

// A script of its own, which the page loads when it needs it: it weighs more than all the rest.

const checker: Checker = {
  parse(text, file, set) {
    try {
      const { name, title, settings } = parseScenario(text, file, { set })
      return { name, title, settings }
    } catch (error) {
      if (error instanceof ScenarioError) return { message: error.message }
      throw error
    }
  },
  write({ name, title }, settings) {
    const document = writeScenario({ name, title, about: '', replications: 10 }, settings)
    return `${JSON.stringify(document, undefined, 2)}\n`
  },
}

Object.assign(globalThis, { swarmChecker: checker })
