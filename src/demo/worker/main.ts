import { expose, transfer } from 'comlink'
import { buffersOf } from '../../replay/recording.js'
import { type Engine, runScenario } from './engine.js'

const engine: Engine = {
  async run(scenario, seed, report) {
    const recording = runScenario(scenario, seed, report)
    return transfer(recording, buffersOf(recording))
  },
}

expose(engine)
