import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { type RunResult, type RunSpec, runOne } from '../../../src/lab/batch/run-spec.js'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { stepWatched } from '../../../src/machine/plugin/decision-budget.js'
import { usePlugins } from '../../../src/machine/plugin/plugins.js'
import { StandstillError } from '../../../src/machine/plugin/standstill-error.js'
import { RunFailure } from '../../../src/machine/workers/run-engine.js'
import { localRunEngine } from '../../../src/machine/workers/thread-pool.js'
import { DEFAULT_PEER_SETTINGS } from '../../../src/peer/settings.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { GuardedChoker } from '../../../src/policy/guard/guarded-policy.js'
import { PolicyFault } from '../../../src/policy/guard/policy-fault.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'
import { LinkTable } from '../../policy/link-table.js'
import { settingsOf } from '../../sim/swarm-sample.js'
import { choker, copyOf, picker, using, written } from './sample.js'

const access = { up: '600 kbit/s', down: '2 Mbit/s', latency: '20 ms' }
const torrent = { size: '2 MiB', pieceLength: '32 KiB' }

/** Settings of a swarm whose leechers have these policies. */
function crowd(policies: object, count = 25): SwarmSettings {
  const groups = {
    seed: { holds: 'all', access },
    crowd: { count, access, arrive: { kind: 'flash', over: '20 s' }, ...policies },
  }
  return settingsOf(groups, { torrent })
}

function hashOf(settings: SwarmSettings): string {
  const experiment = new Experiment(settings)
  while (stepWatched(experiment, 100_000));
  return experiment.measurements().traceHash
}

/** Returns the fault that ends a run. */
function faultOf(settings: SwarmSettings): PolicyFault {
  try {
    hashOf(settings)
  } catch (error) {
    if (error instanceof PolicyFault) return error
    throw error
  }
  throw new Error('no fault was thrown')
}

describe('a plug-in that copies a built-in policy', () => {
  const builtIn = hashOf(crowd({}))

  it.each(['ts', 'js'] as const)('has the same trace hash: tit-for-tat in .%s', (ending) => {
    const [file] = written(copyOf('choker', ending, 'copied'))
    onTestFinished(usePlugins({ files: [{ file }] }))
    expect(hashOf(crowd({ choker: 'copied' }))).toBe(builtIn)
    // Another name alone does not change the hash; another policy does.
    expect(hashOf(crowd({ choker: 'random' }))).not.toBe(builtIn)
  })

  it.each(['ts', 'js'] as const)('has the same trace hash: rarest first in .%s', (ending) => {
    const [file] = written(copyOf('picker', ending, 'copied'))
    onTestFinished(usePlugins({ files: [{ file }] }))
    expect(hashOf(crowd({ picker: 'copied' }))).toBe(builtIn)
    expect(hashOf(crowd({ picker: 'in-order' }))).not.toBe(builtIn)
  })

  it('has the same trace hash again, and another with another random seed', () => {
    const [file] = written(copyOf('choker', 'ts', 'copied'))
    onTestFinished(usePlugins({ files: [{ file }] }))
    const settings = crowd({ choker: 'copied' })
    expect(hashOf(settings)).toBe(hashOf(settings))
    expect(hashOf({ ...settings, seed: 'another' })).not.toBe(hashOf(settings))
  })
})

describe('a guarded choker', () => {
  const plugin = { kind: 'choker', name: 'any', file: 'any.ts', path: 'any.ts', paths: [] } as const
  const holder = { plugin, peer: 0 }
  const row = fc.record({
    interested: fc.boolean(),
    snubbed: fc.boolean(),
    rate: fc.integer({ min: 0, max: 1000 }),
    unchoked: fc.boolean(),
    unchokedAt: fc.integer({ min: -1, max: 99 }),
    held: fc.integer({ min: 0, max: 100 }),
    unchokesUs: fc.boolean(),
    received: fc.integer({ min: 0, max: 1 << 21 }),
    sent: fc.integer({ min: 0, max: 1 << 21 }),
  })

  it.each(Object.keys(CHOKERS))('marks links and gives reasons as %s alone would', (name) => {
    const tuned = { ...DEFAULT_PEER_SETTINGS, maxLinks: 20 }
    const make = () => CHOKERS[name].make(tuned, new Random('seed', 'choke'))
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const [plain, guarded] = [make(), new GuardedChoker(holder, make())]
        const [here, there] = [new LinkTable(rows), new LinkTable(rows)]
        for (let round = 0; round < 4; round++) {
          expect(there.round(guarded)).toEqual(here.round(plain))
          expect(there.reasons).toEqual(here.reasons)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('sees and marks no row of another peer', () => {
    const seen: number[][] = []
    const nosy = {
      rechoke({ links, unchoked }: { links: LinkTable; unchoked: Uint8Array }) {
        seen.push([links.first, links.end, links.open.length, links.rate.length])
        expect(() => links.sentBytes(-1)).toThrow('no link -1')
        expect(() => links.unchokesUs(2)).toThrow('no link 2')
        unchoked[-1] = 1
        unchoked[0] = 1
      },
    }
    const table = new LinkTable([{}, {}])
    expect(table.round(new GuardedChoker(holder, nosy as never))).toEqual([0])
    expect(seen).toEqual([[0, 2, 2, 2]])
  })
})

describe('a guarded picker', () => {
  it('gets a copy of its input, so that changing it affects nobody else', () => {
    const plain = hashOf(crowd({ picker: 'in-order' }))
    using({
      'mine.js': picker(
        'try { return candidates.nextSet(row, 0) } finally { candidates.fill(row) }',
      ),
    })
    expect(hashOf(crowd({ picker: 'mine' }))).toBe(plain)
  })
})

describe('a swarm ends with a fault if a plug-in', () => {
  const late = (line: string) => `if (now > 30) ${line}`

  it.each([
    ['throws', 'null.foo()', ':5:', "Cannot read properties of null (reading 'foo')"],
    ['throws something other than an Error', "throw 'a fit'", '', 'threw a fit'],
    [
      'marks a row beyond its last link',
      'unchoked[links.end] = 1',
      '',
      /marked link (\d+); its links are 0 to \d+$/,
    ],
    ['writes to a getter', 'unchoked[0] = 2, links.end = 0', ':5:', 'only a getter'],
    ['asks about a link that does not exist', 'links.sentBytes(99)', ':5:', 'no link 99'],
  ])('%s', (_what, line, place, expected) => {
    const [file] = using({ 'mine.js': choker(late(line)) })
    const fault = faultOf(crowd({ choker: 'mine' }))
    const { message, decision } = fault
    expect(message.startsWith(`${file}${place}`)).toBe(true)
    expect(message).toMatch(/choker "mine" of peer \d+ \(crowd\), rechoke at [\d.]+ s: /)
    expect(message).toMatch(expected)
    expect(decision.atSeconds).toBeGreaterThan(30)
    expect(decision.peer).toBeGreaterThan(0)
    // The row behind the last one is marked.
    const [, marked, last] = /marked link (\d+); its links are 0 to (\d+)/.exec(message) ?? []
    if (marked !== undefined) expect(Number(last)).toBe(Number(marked) - 1)
  })

  it.each([
    ['marks more than 1', 'unchoked[0] = 7; return', 'marked link 0 with 7; expected 0 or 1'],
  ])('%s', (_what, line, expected) => {
    using({ 'mine.js': choker(line) })
    expect(faultOf(crowd({ choker: 'mine' })).what).toBe(expected)
  })

  it('is async: its marks and errors would come too late', () => {
    const text = choker("throw new Error('late')").replace('rechoke(', 'async rechoke(')
    using({ 'mine.js': text })
    expect(faultOf(crowd({ choker: 'mine' })).what).toBe('is async; it must decide synchronously')
  })

  it.each([
    ['-1', 'return -1'],
    ['undefined', 'return'],
    ['1.5', 'return 1.5'],
    ['64', 'return candidates.length'],
    ['NaN', 'return NaN'],
    ['[object Promise]', 'return Promise.resolve(1)'],
  ])('picks %s', (answer, line) => {
    using({ 'mine.js': picker(line) })
    const { message, decision } = faultOf(crowd({ picker: 'mine' }))
    expect(message).toMatch(/, next at [\d.]+ s: /)
    expect(message).toContain(` s: returned ${answer}, which is not a candidate`)
    expect(decision.atSeconds).toBeGreaterThan(0)
  })

  it('picks a piece that is not a candidate', () => {
    using({ 'mine.js': picker('for (let p = 0; ; p++) if (!candidates.has(row, p)) return p') })
    expect(faultOf(crowd({ picker: 'mine' })).what).toMatch(
      /^returned \d+, which is not a candidate/,
    )
  })

  it('throws in its constructor', () => {
    const lines = "constructor(settings) { if (settings.slots === 3) throw new Error('not three') }"
    const [file] = using({ 'mine.js': choker().replace('rechoke(', `${lines}\n  rechoke(`) })
    const { message } = faultOf(crowd({ choker: 'mine', slots: 3 }))
    expect(message).toMatch(/mine\.js:4: choker "mine" of peer \d+ \(crowd\), constructor at/)
    expect(message).toContain(file)
    expect(hashOf(crowd({ choker: 'mine' }))).toMatch(/^[0-9a-f]{16}$/)
  })

  it('throws in TypeScript: the fault names the source line', () => {
    const typed = `interface Unused {
  readonly lines: number
}

${choker('(links as unknown as { foo: { bar(): void } }).foo.bar()')}`
    const [file] = using({ 'mine.ts': typed })
    const line = typed.split('\n').findIndex((text) => text.includes('foo.bar')) + 1
    expect(faultOf(crowd({ choker: 'mine' })).decision.place).toBe(`${file}:${line}`)
  })
})

describe('a decision that never returns', () => {
  it.each([
    ['choker', choker('while (now > 30);'), 'rechoke'],
    [
      'choker',
      choker('for (let n = 0; ; n++) try { while (true) n++ } catch {} finally { n = 0 }'),
      'rechoke',
    ],
    ['picker', picker('while (true);'), 'next'],
  ])('is stopped and named: a %s', (kind, text, verb) => {
    const [file] = using({ 'mine.js': text }, { budgetSeconds: 0.3 })
    const { message } = faultOf(crowd({ [kind]: 'mine' }))
    expect(message).toMatch(
      new RegExp(`^${file}: ${kind} "mine" of peer \\d+ \\(crowd\\), ${verb} at`),
    )
    expect(message).toMatch(/: did not return within 0\.3 s, the decision budget$/)
  })

  it('is a standstill if no plug-in was deciding', () => {
    using({ 'mine.js': choker() }, { budgetSeconds: 0.05 })
    const idle = { step: () => endless(), placed: (error: unknown) => error }
    expect(() => stepWatched(idle, 1)).toThrow(StandstillError)
  })

  it('leaves the next run unchanged', () => {
    using({ 'mine.js': choker('while (true);') }, { budgetSeconds: 1 })
    const plain = crowd({})
    const before = hashOf(plain)
    faultOf(crowd({ choker: 'mine' }))
    expect(hashOf(plain)).toBe(before)
  })
})

describe('a setting of a plug-in in a scenario', () => {
  const more = ", settings: { most: { about: 'So many.', kind: 'whole', default: 2 } }"
  const limited = `export default class Limited {
  static policy = { kind: 'choker', name: 'limited', about: 'serves a few'${more} }
  constructor(settings, random, values) { this.values = values }
  rechoke({ links, unchoked }) {
    let left = this.values.most
    for (let link = links.first; link < links.end; link++) {
      unchoked[link] = links.interested[link] && left-- > 0 ? 1 : 0
    }
  }
}
`

  it('reaches the plug-in, and has a default if left out', () => {
    using({ 'limited.js': limited })
    const standard = hashOf(crowd({ choker: 'limited' }))
    const two = { name: 'limited', most: 2 }
    const three = { name: 'limited', most: 3 }
    expect(hashOf(crowd({ choker: two, seedChoker: 'seed-rotating' }))).toBe(standard)
    expect(hashOf(crowd({ choker: three }))).not.toBe(standard)
    expect(hashOf(crowd({ seedChoker: three }))).not.toBe(standard)
  })

  it('is refused if it is invalid', () => {
    using({ 'limited.js': limited })
    expect(() => crowd({ choker: { name: 'limited', most: 0 } })).toThrow(/whole number from 1/)
    expect(() => crowd({ choker: { name: 'limited', mots: 3 } })).toThrow(/did you mean "most"/)
    expect(() => crowd({ choker: { name: 'tit-for-tat' } })).toThrow()
    expect(() => crowd({ picker: 'limited' })).toThrow(/expected a piece picker/)
  })
})

describe('in a pool of threads', () => {
  const specOf = (id: string, policies: object) => ({ id, name: 'any', settings: crowd(policies) })

  async function pooled(specs: Iterable<RunSpec>) {
    const results: RunResult[] = []
    const done = (one: RunResult) => results.push(one)
    const failure = await localRunEngine(2)
      .run(specs, { done })
      .then(
        () => undefined,
        (error: RunFailure) => error,
      )
    return { results, failure }
  }

  it('a plug-in decides as on the main thread', async () => {
    const [file] = written(copyOf('choker', 'ts', 'copied'))
    onTestFinished(usePlugins({ files: [{ file }] }))
    const specs = [specOf('a', { choker: 'copied' }), specOf('b', { choker: 'tit-for-tat' })]
    const { results, failure } = await pooled(specs)
    expect(failure).toBeUndefined()
    const hashes = results.map(({ summary }) => summary.traceHash)
    const here = runOne(specs[0], () => 0).summary.traceHash
    expect(hashes).toEqual([here, here])
  })

  it('a fault of a plug-in fails only its own run', async () => {
    const [file] = using(
      {
        'mine.js': choker('if (now > 30) oops'),
        'stuck.js': choker('while (now > 30);', { name: 'stuck' }),
      },
      { budgetSeconds: 2 },
    )
    const specs = [
      specOf('wrong', { choker: 'mine' }),
      specOf('stuck', { choker: 'stuck' }),
      specOf('right', {}),
    ]
    const { results, failure } = await pooled(specs)
    expect(results.map(({ id }) => id)).toEqual(['right'])
    expect(failure).toBeInstanceOf(RunFailure)
    const reasons = Object.fromEntries(failure!.failures.map(({ id, reason }) => [id, reason]))
    expect(reasons['wrong']).toMatch(/^.*mine\.js:5: choker "mine" of peer \d+ \(crowd\), rechoke/)
    expect(reasons['wrong']).toContain(file)
    expect(reasons['stuck']).toMatch(/stuck\.js: choker "stuck" .* did not return within 2 s/)
  })
})

function endless(): boolean {
  for (;;);
}
