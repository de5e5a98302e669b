import type { AccessSettings } from '../../sim/settings.js'
import { readQuantity } from './units.js'

/** A named access link. */
export interface AccessPreset {
  /** The subscriber that it models. */
  readonly about: string
  /** The source of its values, and which of them are this project's own choice. */
  readonly source: string
  readonly access: AccessSettings
}

/** Latencies are one way between the host and the core; a path adds both ends. */
const access = (up: string, down: string, latency: string, latencyTo = '0 s'): AccessSettings => ({
  upBytesPerSecond: readQuantity('rate', up),
  downBytesPerSecond: readQuantity('rate', down),
  latencySeconds: readQuantity('time', latency),
  latencyToSeconds: readQuantity('time', latencyTo),
  reachable: true,
  uploadCapBytes: Number.POSITIVE_INFINITY,
})

/** Every access preset by name. */
export const PRESETS: Readonly<Record<string, AccessPreset>> = {
  adsl: {
    about: 'a DSL subscriber of the 2000s: 1500 kbit/s down, 400 kbit/s up',
    source:
      'Bharambe, Herley and Padmanabhan, INFOCOM 2006 (rates); their model has no latency, ' +
      'the 20 ms are our choice',
    access: access('400 kbit/s', '1500 kbit/s', '20 ms'),
  },
  slow: {
    about: 'the slowest class of the heterogeneous swarm: 784 kbit/s down, 128 kbit/s up',
    source: 'Bharambe, Herley and Padmanabhan, INFOCOM 2006 (rates); the 30 ms are our choice',
    access: access('128 kbit/s', '784 kbit/s', '30 ms'),
  },
  fast: {
    about: 'the fastest class of the heterogeneous swarm: 6000 kbit/s down, 3000 kbit/s up',
    source: 'Bharambe, Herley and Padmanabhan, INFOCOM 2006 (rates); the 15 ms are our choice',
    access: access('3000 kbit/s', '6000 kbit/s', '15 ms'),
  },
  adsl2: {
    about: 'ADSL2+ on a short line: 16 Mbit/s down, 1 Mbit/s up',
    source:
      'ITU-T G.992.5 Annex A allows at most 24/1.4 Mbit/s; the plan and the 10 to 25 ms ' +
      '(interleaving) are our choice',
    access: access('1 Mbit/s', '16 Mbit/s', '10 ms', '25 ms'),
  },
  cable: {
    about: 'a cable subscriber: 100 Mbit/s down, 10 Mbit/s up',
    source:
      'DOCSIS 3.0 typically bonds 4 x 38 Mbit/s down for a whole street; the plan and the 8 to ' +
      '20 ms are our choice',
    access: access('10 Mbit/s', '100 Mbit/s', '8 ms', '20 ms'),
  },
  fibre: {
    about: 'fibre to the home: 100 Mbit/s both ways',
    source:
      'ITU-T G.984.2 (GPON) shares 2.5/1.25 Gbit/s among a tree of homes; the plan and the 2 to ' +
      '8 ms are our choice',
    access: access('100 Mbit/s', '100 Mbit/s', '2 ms', '8 ms'),
  },
  mobile: {
    about: 'an LTE phone: 20 Mbit/s down, 8 Mbit/s up, behind the operator\u2019s NAT',
    source:
      'an LTE category 4 device reaches 150/50 Mbit/s at most (3GPP TS 36.306); the everyday ' +
      'rates and the 25 to 60 ms are our choice',
    access: { ...access('8 Mbit/s', '20 Mbit/s', '25 ms', '60 ms'), reachable: false },
  },
  server: {
    about: 'a rented server: 1 Gbit/s both ways',
    source: 'the speed of a Gigabit Ethernet port (IEEE 802.3ab); the 2 ms are our choice',
    access: access('1 Gbit/s', '1 Gbit/s', '2 ms'),
  },
  origin: {
    about: 'the origin server of the flash crowd: 6000 kbit/s both ways',
    source:
      'Bharambe, Herley and Padmanabhan, INFOCOM 2006 (up); down and the 20 ms are our choice',
    access: access('6000 kbit/s', '6000 kbit/s', '20 ms'),
  },
}
