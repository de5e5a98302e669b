import { describe, expect, it } from 'vitest'
import {
  type Act,
  CHOICES,
  readActs,
  withActs,
  writeActs,
} from '../../src/demo/page/sandbox/acts.js'
import { expandScenario } from '../../src/lab/scenario/scenario.js'
import { writeScenario } from '../../src/lab/scenario/write.js'
import { CHOKERS } from '../../src/policy/catalogue.js'
import { recordRun } from '../../src/replay/record-run.js'
import type { Recording } from '../../src/replay/recording.js'
import type { SwarmSettings } from '../../src/sim/settings.js'

const { settings } = expandScenario({
  version: 1,
  name: 'small',
  torrent: { size: '2 MiB', pieceLength: '64 KiB' },
  groups: {
    seed: { holds: 'all', access: { up: '1 Mbit/s', down: '1 Mbit/s' } },
    slow: { count: 5, arrive: { kind: 'uniform', every: '4 s' } },
    fast: { count: 5, access: 'fast', arrive: { kind: 'flash', over: '15 s' } },
  },
})

const AT = 12.5

const ACTS: readonly Act[] = [
  { at: AT, do: 'kill-node', peer: ['slow', 1] },
  { at: AT, do: 'leave-node', peer: ['fast', 0] },
  { at: AT, do: 'cut-node', peer: ['slow', 0] },
  { at: AT, do: 'flap-node', peer: ['slow', 2], for: 5 },
  { at: AT, do: 'access-node', peer: ['fast', 1], up: 0.25, down: 1 },
  { at: AT, do: 'kill', group: 'seed' },
  { at: AT, do: 'leave', group: 'fast' },
  { at: AT, do: 'access', group: 'slow', up: 2, down: 2 },
  { at: AT, do: 'policy', group: 'slow', choker: 'random', slots: 3, optimisticSlots: 0 },
  { at: AT, do: 'policy', group: 'seed', choker: 'seed-fastest', slots: 2, optimisticSlots: 1 },
  { at: AT, do: 'policy-node', peer: ['fast', 1], choker: '', slots: 8, optimisticSlots: 2 },
  { at: AT, do: 'add', group: 'slow', count: 3 },
  { at: AT, do: 'tracker-down' },
]

const record = (of: SwarmSettings) => recordRun({ name: 'small', title: 'small', settings: of })
const unchanged = record(settings)

/** The events of a recording before an instant; rows shift when a group is added. */
function eventsUntil({ events }: Recording, seconds: number): string {
  const end = events.time.findIndex((time) => time >= seconds)
  const { time, kind, host, value } = events
  const columns = [time, kind, host, value].map((column) => column.slice(0, end).join(' '))
  return columns.join('\n')
}

describe('an act', () => {
  it.each(ACTS)('changes nothing before its instant, and the run after it: $do', (act) => {
    const changed = record(withActs(settings, [act]))
    expect(eventsUntil(changed, AT)).toBe(eventsUntil(unchanged, AT))
    if (act.do !== 'tracker-down') {
      expect(changed.header.traceHash).not.toBe(unchanged.header.traceHash)
    }
  })

  it.each(ACTS)('is written as a scenario that gives the same settings: $do', (act) => {
    const changed = withActs(settings, [act])
    const titles = { name: 'small', title: 'small', about: '', replications: 10 }
    const text = JSON.stringify(writeScenario(titles, changed))
    expect(expandScenario(JSON.parse(text)).settings).toEqual(changed)
  })

  it('names its peer by group, so acts that add peers before do not change which one', () => {
    const kill: Act = { at: AT, do: 'kill-node', peer: ['slow', 3] }
    const add: Act = { at: 1, do: 'add', group: 'fast', count: 2 }
    const { events, hosts } = record(withActs(settings, [kill, add]))
    const at = events.kind.findIndex((_, i) => events.time[i] === AT && events.host[i] === 4)
    expect(hosts.group[4]).toBe(1)
    expect(at).toBeGreaterThan(0)
  })

  it('may be about a peer that an earlier act added', () => {
    const add: Act = { at: 1, do: 'add', group: 'fast', count: 2 }
    const kill: Act = { at: AT, do: 'kill-node', peer: ['fast-2', 1] }
    expect(readActs(writeActs([add, kill]), settings)).toEqual([add, kill])
    expect(readActs(writeActs([kill, add]), settings)).toEqual([])
  })
})

it('offers every choker of the catalogue that has no settings, and no other', () => {
  const plain = Object.keys(CHOKERS).filter((name) => CHOKERS[name].settings === undefined)
  expect(CHOICES.toSorted()).toEqual(plain.toSorted())
})

describe('acts in an address', () => {
  it('are read as they were written', () => {
    expect(readActs(writeActs(ACTS), settings)).toEqual(ACTS)
  })

  it.each([
    'no JSON',
    '{}',
    '[1]',
    '[{"at":1,"do":"explode"}]',
    '[{"at":-1,"do":"tracker-up"}]',
    '[{"at":1,"do":"kill","group":"nobody"}]',
    '[{"at":1,"do":"kill-node","peer":["slow",5]}]',
    '[{"at":1,"do":"kill-node","peer":"slow"}]',
    '[{"at":1,"do":"flap-node","peer":["slow",1]}]',
    '[{"at":1,"do":"access","group":"slow","up":0,"down":1}]',
    '[{"at":1,"do":"add","group":"slow","count":1e9}]',
    '[{"at":1,"do":"policy","group":"slow","choker":"magic","slots":1,"optimisticSlots":0}]',
    '[{"at":1,"do":"policy","group":"slow","choker":"random","slots":1,"optimisticSlots":2}]',
  ])('are left out if they do not fit: %s', (text) => {
    expect(readActs(text, settings)).toEqual([])
  })
})
