/** Types that a policy works with: rows of bits and a random stream. */
export { BitTable, lowestBit, popcount } from '../base/bits.js'
export { Random } from '../base/random.js'
/** Charts as Vega-Lite specifications. */
export type { Chart, ChartSpec } from '../lab/charts/chart.js'
/** The results of a comparison. */
export type { Comparison } from '../lab/compare/comparison.js'
export { PluginError } from '../lab/plugin/plugin-error.js'
/** Runs one swarm step by step and measures it. */
export { Experiment, type ExperimentOptions } from '../lab/run/experiment.js'
/**
 * Finds the pairs of leechers that would both gain by unchoking each other, as a swarm is now:
 * `improvingPairs(tradingGraphOf(experiment.swarm), true)`.
 */
export {
  type ImprovingPair,
  type ImprovingPairs,
  improvingPairs,
} from '../lab/run/improving-pairs.js'
/** The measurements of a run. */
export type { Measurements, PeerColumns, Sample, SeriesColumns } from '../lab/run/measurements.js'
/** The links of the leechers, with interest and unchokes: of a swarm, or made by hand. */
export { type TradingSwarm, tradingGraphOf } from '../lab/run/swarm-graph.js'
export { INTERESTED, OPTIMISTIC, TradingGraph, UNCHOKES } from '../lab/run/trading-graph.js'
export { ScenarioError } from '../lab/scenario/error.js'
/** Reads a scenario from a text. */
export { type LoadedScenario, parseScenario, scenarioSchema } from '../lab/scenario/scenario.js'
/** Computes the figures of a run, with their theoretical bounds. */
export { type Summary, summarise } from '../lab/summary/summary.js'
/** The peer, and the store that holds its state. */
export { Geometry } from '../peer/geometry.js'
export { Peer } from '../peer/peer.js'
export { type PeerParts, PeerStore } from '../peer/peer-parts.js'
/** The two contracts of a policy. */
export type {
  Availability,
  ChokeReason,
  ChokeRecorder,
  Choker,
  LinkView,
  PiecePicker,
  RechokeRound,
} from '../peer/policy.js'
export { DEFAULT_PEER_SETTINGS, type PeerSettings } from '../peer/settings.js'
export { type PeerOutput, ProtocolError, type Wire } from '../peer/wire.js'
/** The built-in policies by name. */
export { CHOKERS, PICKERS, type PolicySetting, type PolicySettings } from '../policy/catalogue.js'
/** The class and the card of a plug-in policy. */
export type { ChokerPlugin, PickerPlugin, PolicyCard } from '../policy/guard/policy-card.js'
export { PolicyFault } from '../policy/guard/policy-fault.js'
/** The simulated world. */
export type { SwarmSettings } from '../sim/settings.js'
export { Swarm } from '../sim/swarm.js'
export type { ComparedScenarios, CompareOptions } from './compare.js'
export type { RunOptions, SampleOptions, ScenarioRun } from './run.js'
export type { Changes, ScenarioDocument, ScenarioInput } from './scenario-input.js'
export { usePolicy } from './use-policy.js'
