import { describe, expect, it } from 'vitest'
import { TcpExperiment } from '../../../src/machine/tcp/experiment.js'
import { PolicyFault } from '../../../src/policy/guard/policy-fault.js'
import { settingsOf } from '../../sim/swarm-sample.js'
import { choker, picker, using } from './sample.js'

const access = { up: '800 kbit/s', down: '4 Mbit/s', latency: 0 }
const torrent = { size: '1 MiB', pieceLength: '32 KiB' }

/** Runs eight leechers with these policies on real sockets, twenty times as fast. */
async function onSockets(policies: object) {
  const crowd = { count: 8, access, arrive: { kind: 'flash', over: '5 s' }, ...policies }
  const settings = settingsOf({ seed: { holds: 'all', access }, crowd }, { torrent })
  const experiment = new TcpExperiment(settings, 20)
  const failure = await experiment
    .run(() => experiment.now < 600)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  return { failure, measurements: experiment.measurements }
}

describe('a plug-in on real sockets', () => {
  it('decides for all peers until they are complete', async () => {
    using({ 'c.js': choker(), 'p.js': picker() })
    const { failure, measurements } = await onSockets({ choker: 'mine', picker: 'mine' })
    expect(failure).toBeUndefined()
    expect(measurements.ended).toBe('complete')
    expect(measurements.usefulBlocks).toBe(8 * 64)
  })

  it('sees how many neighbours hold each candidate piece', async () => {
    const lines = `let piece = -1
    while ((piece = candidates.nextSet(row, piece + 1)) >= 0) {
      if (!(availability.copies(piece) >= 1)) throw new Error('nobody has it')
    }`
    using({ 'counting.js': picker(lines, 'counting') })
    const { failure } = await onSockets({ picker: 'counting', leave: 'on-completion' })
    expect(failure).toBeUndefined()
  })

  it.each([
    [
      'throws',
      { choker: choker('if (now > 12) oops') },
      /c\.js:5: choker "mine" of peer \d \(crowd\), rechoke at [\d.]+ s: oops is not defined/,
    ],
    [
      'picks no piece',
      { picker: picker('return -1') },
      /p\.js: picker "mine" of peer \d \(crowd\), next at .*: returned -1, which is not/,
    ],
    [
      'never returns',
      { picker: picker('while (true);') },
      /p\.js: picker "mine" of peer \d \(crowd\), next at .*: did not return within 2 s/,
    ],
  ])(
    'ends its run if it %s',
    async (_what, texts: { choker?: string; picker?: string }, expected) => {
      const files = {
        ...(texts.choker === undefined ? {} : { 'c.js': texts.choker }),
        ...(texts.picker === undefined ? {} : { 'p.js': texts.picker }),
      }
      using(files, { budgetSeconds: 2 })
      const policies = Object.fromEntries(Object.keys(texts).map((kind) => [kind, 'mine']))
      const { failure, measurements } = await onSockets(policies)
      expect(failure).toBeInstanceOf(PolicyFault)
      expect((failure as PolicyFault).message).toMatch(expected)
      expect(measurements.ended).toBe('interrupted')
    },
  )
})
