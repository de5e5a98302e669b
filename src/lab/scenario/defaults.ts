import type { NetworkSettings, TrackerSettings } from '../../sim/settings.js'

// What a scenario gets where it leaves a key out. The language's check, its descriptions and the
// expansion all read these.

/** Ethernet's segments under plain TCP/IP, acknowledged two at a time (RFC 1122). */
export const DEFAULT_NETWORK: NetworkSettings = {
  headerBytes: 40,
  segmentBytes: 1460,
  segmentsPerAck: 2,
  windowBytes: 65_536,
  slowStart: false,
}

/** The tracker that Cohen's client expects: 50 addresses, every half hour. */
export const DEFAULT_TRACKER: TrackerSettings = {
  peersPerAnnounce: 50,
  intervalSeconds: 1800,
  minIntervalSeconds: 300,
}

/** The end of a run, seconds: 6 h. */
export const DEFAULT_UNTIL_SECONDS = 21_600

/** Time between two samples of the series, seconds; 0: chosen for 150 to 300 samples. */
export const DEFAULT_SAMPLE_SECONDS = 0

/** The end of the warm-up, seconds. */
export const DEFAULT_STEADY_FROM_SECONDS = 0

/** Whether a run ends once no peer is left that could still complete. */
export const DEFAULT_STOP_WHEN_COMPLETE = true

/** Replications of a comparison or of a point of a sweep. */
export const DEFAULT_REPLICATIONS = 10

/** The random seed. */
export const DEFAULT_SEED = 1

/** The access preset of a group that names none. */
export const DEFAULT_PRESET = 'adsl'

/** A player starts this long after its peer arrives, seconds. */
export const DEFAULT_START_UP_SECONDS = 10
