/** What policies choose from: rows of bits, and a stream of chance. */
export { BitTable, lowestBit, popcount } from './base/bits.js'
export { Random } from './base/random.js'
/** Runs one swarm, stepped by its caller and measured as it goes. */
export { Experiment, type ExperimentOptions } from './lab/run/experiment.js'
/** What a run has measured. */
export type { Measurements, PeerColumns, SeriesColumns } from './lab/run/measurements.js'
export { ScenarioError } from './lab/scenario/error.js'
/** Reads a scenario: pure, and from a file. */
export { type LoadedScenario, parseScenario, scenarioSchema } from './lab/scenario/scenario.js'
/** The figures of a run beside the theory. */
export { type Summary, summarise } from './lab/summary/summary.js'
export { loadScenario, shippedScenarios } from './machine/input/scenario-file.js'
export { PluginError } from './machine/plugin/plugin-error.js'
export { type PluginUse, usePlugins } from './machine/plugin/plugins.js'
/** The peer itself, and what it lives in. */
export { Geometry } from './peer/geometry.js'
export { Peer } from './peer/peer.js'
export { type PeerParts, PeerStore } from './peer/peer-parts.js'
/** The two contracts of a policy. */
export type {
  Availability,
  ChokeReason,
  ChokeRecorder,
  Choker,
  LinkView,
  PiecePicker,
} from './peer/policy.js'
export { DEFAULT_PEER_SETTINGS, type PeerSettings } from './peer/settings.js'
export { type PeerOutput as Outlet, ProtocolError, type Wire } from './peer/wire.js'
/** Every policy by name. */
export { CHOKERS, PICKERS, type PolicySetting, type PolicySettings } from './policy/catalogue.js'
/** What a plug-in says of itself, and how it is loaded. */
export type { ChokerPlugin, PickerPlugin, PolicyCard } from './policy/guard/policy-card.js'
export { PolicyFault } from './policy/guard/policy-fault.js'
/** The simulated world. */
export type { SwarmSettings } from './sim/settings.js'
export { Swarm } from './sim/swarm.js'
