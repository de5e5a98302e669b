import { formatBytes, formatSeconds, formatShare } from '../scenario/units.js'
import type { Summary } from './summary.js'

/** A figure of the summary: what it is called, how it is written, what it means, who defined it. */
export interface Figure {
  readonly key: keyof Summary
  readonly label: string
  readonly text: (value: number) => string
  readonly meaning: string
  readonly source: string
}

/** Figures to be read beside the theory, in reading order. */
export const METRIC_SPECS: readonly Figure[] = [
  {
    key: 'lastFinishSeconds',
    label: 'Last finish',
    text: formatSeconds,
    meaning: 'The instant, from the start of the run, at which the last completing peer was done.',
    source: 'Kumar and Ross 2006',
  },
  {
    key: 'boundSeconds',
    label: 'Lower bound on it',
    text: formatSeconds,
    meaning:
      'No swarm of these hosts can finish earlier: the slowest downlink, the seeds sending the ' +
      'file once, and all uplinks together (each from its arrival on) carrying what all lacked. ' +
      'Taken over the peers that completed; headers are counted.',
    source: 'Kumar and Ross 2006, for arrivals at different instants',
  },
  {
    key: 'finishOverBound',
    label: 'Last finish / bound',
    text: timesText,
    meaning: '1 is perfect. Below 1 would be a fault of the simulator.',
    source: 'Kumar and Ross 2006',
  },
  {
    key: 'clientServerSeconds',
    label: 'Client-server would have taken at least',
    text: formatSeconds,
    meaning: 'The same, had the peers that arrived complete been the only ones to send.',
    source: 'Kumar and Ross 2006',
  },
  {
    key: 'modelSeconds',
    label: 'By the formula of its model',
    text: formatSeconds,
    meaning:
      'Pieces passed on whole, no latency, nobody late or lost. With equal links it is what ' +
      'client-server (N F/u), a chain ((N + C - 1)/C file-times), a k-ary tree of depth D ' +
      '(k (C + D - 1)/C) and several trees take; swarms and meshes cannot beat it ' +
      '((C + log2 N)/C).',
    source: 'Biersack, Rodriguez, Felber 2004; Qiu and Srikant 2004',
  },
  {
    key: 'finishOverModel',
    label: 'Last finish / formula',
    text: timesText,
    meaning: '1 if the links are equal and nobody is late or lost, but for swarms and meshes.',
    source: 'Biersack, Rodriguez, Felber 2004',
  },
  {
    key: 'utilisation',
    label: 'Uplink utilisation of the leechers',
    text: formatShare,
    meaning:
      'Mean over the peers that arrived incomplete of bytes sent, headers and control included, ' +
      'over what the uplink could have sent during its stay, up to the last completion.',
    source: 'Bharambe, Herley, Padmanabhan 2006',
  },
  {
    key: 'jain',
    label: "Fairness of download rates (Jain's index)",
    text: numberText,
    meaning: '1 if all that completed downloaded equally fast, 1/n if one took all.',
    source: 'Jain, Chiu, Hawe 1984',
  },
  {
    key: 'jainShare',
    label: "Fairness of sharing (Jain's index)",
    text: numberText,
    meaning: 'The same index of uploaded over downloaded bytes of all leechers.',
    source: 'Jain, Chiu, Hawe 1984',
  },
  {
    key: 'seedCopies',
    label: 'Copies sent by the seeds',
    text: numberText,
    meaning: 'Payload that peers which arrived complete sent, over the size of the torrent.',
    source: 'Bharambe, Herley, Padmanabhan 2006',
  },
  {
    key: 'sourceCost',
    label: 'What the source paid',
    text: numberText,
    meaning: 'All bytes that those who came complete sent, headers included, at `price` a GB.',
    source: 'the scenario',
  },
  {
    key: 'lookups',
    label: 'Lookups answered',
    text: numberText,
    meaning: 'Questions for the home of a piece, on a ring by consistent hashing.',
    source: 'Stoica et al. 2001',
  },
  {
    key: 'hopsALookup',
    label: 'Hops a lookup',
    text: numberText,
    meaning: 'Mean number of nodes that a question went through; about half of log2 N.',
    source: 'Stoica et al. 2001',
  },
  {
    key: 'handedBytes',
    label: 'Moved to new homes',
    text: formatBytes,
    meaning: 'Pieces that came to a home because somebody had joined the ring or gone.',
    source: 'Karger et al. 1997',
  },
  {
    key: 'copiesUntilAllPiecesOut',
    label: 'Of those, until every piece was out',
    text: numberText,
    meaning: 'The same at the instant at which the last piece had left them. 1 is perfect.',
    source: 'Legout, Urvoy-Keller, Michiardi 2006',
  },
  {
    key: 'duplicateShare',
    label: 'Duplicate payload',
    text: formatShare,
    meaning: 'Of the payload received, how much the receiver had already (the price of endgame).',
    source: 'Cohen 2003',
  },
  {
    key: 'controlShare',
    label: 'Control traffic',
    text: formatShare,
    meaning: 'Of all bytes sent, those that are not block payload: messages, headers, acks.',
    source: 'Legout, Urvoy-Keller, Michiardi 2006',
  },
  {
    key: 'freeRiderSlowdown',
    label: 'Free riders took, beside the others',
    text: timesText,
    meaning: 'Mean download duration of the free riders that completed over that of the others.',
    source: 'Sirivianos et al. 2007',
  },
  {
    key: 'startUpSeconds',
    label: 'Start-up delay to play without a stall',
    text: formatSeconds,
    meaning:
      'Mean over the peers that completed of how long after its arrival each would have had to ' +
      'begin to play: a piece is needed whole when the player comes to it.',
    source: 'Parvez et al. 2008',
  },
  {
    key: 'latePieces',
    label: 'Pieces late for the player, a peer',
    text: numberText,
    meaning:
      'Mean over the peers that arrived incomplete of the pieces that were not there when a ' +
      'player came to them that begins when the scenario says and never waits.',
    source: 'Vlavianos, Iliofotou, Faloutsos 2006',
  },
]

/** A figure as text; a dash if there is none. */
export function figureText(value: number | null, text: (value: number) => string): string {
  return value === null ? '–' : text(value)
}

/** A ratio as a multiple. */
export function timesText(ratio: number): string {
  return `${numberText(ratio)} ×`
}

/** A number with three digits; from 1000 on whole, with thousands apart. */
export function numberText(value: number): string {
  if (Math.abs(value) < 999.5) return String(Number(value.toPrecision(3)))
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ')
}
