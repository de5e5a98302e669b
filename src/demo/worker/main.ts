import { expose, transfer } from 'comlink'
import { explainRound } from '../../replay/explain-round.js'
import { buffersOf } from '../../replay/recording.js'
import { measureChapter, recordChapter } from './chapter-engine.js'
import { type Engine, runScenario } from './engine.js'

const engine: Engine = {
  async run(scenario, seed, report) {
    const recording = runScenario(scenario, seed, report)
    return transfer(recording, buffersOf(recording))
  },
  async recordChapter(name, settings) {
    const result = recordChapter(name, settings)
    return transfer(result, buffersOf(result.recording))
  },
  async measureChapter(settings) {
    return measureChapter(settings)
  },
  async explain(settings, host, seconds) {
    return explainRound(settings, host, seconds)
  },
}

expose(engine)
