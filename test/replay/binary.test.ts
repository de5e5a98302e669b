import { it } from '@fast-check/vitest'
import fc from 'fast-check'
import { expect } from 'vitest'
import { decodeRecording, encodeRecording, RecordingError } from '../../src/replay/binary.js'
import { packPick, pickOf, rankOf, reasonOf } from '../../src/replay/event-kind.js'
import { Playhead } from '../../src/replay/playhead.js'
import { recordRun } from '../../src/replay/record-run.js'
import { SWARMS } from './swarms.js'

const recording = recordRun({ ...SWARMS['free riders'], title: 'Безбилетники' })

it('a file gives the same recording again', () => {
  const bytes = encodeRecording(recording)
  expect(decodeRecording(bytes)).toEqual(recording)
  expect(encodeRecording(decodeRecording(bytes))).toEqual(bytes)
})

it('a file that is cut off, of another version or of another kind is refused', () => {
  const bytes = encodeRecording(recording)
  expect(() => decodeRecording(bytes.subarray(0, -1))).toThrow(/expected a recording of \d+ bytes/)
  expect(() => decodeRecording(bytes.subarray(0, 100))).toThrow(/header cannot be read/)
  expect(() => decodeRecording(new TextEncoder().encode('{"version": 1}'))).toThrow(/SWRM/)
  bytes[4] = 9
  expect(() => decodeRecording(bytes)).toThrow(/version 9; this program reads version 3/)
})

it('a decision keeps its reason and its rank', () => {
  const { value } = recording.events
  const isDecision = (_: number, at: number) => [10, 11, 12].includes(recording.events.kind[at])
  const decisions = [...value.filter(isDecision)]
  expect(new Set(decisions.map(reasonOf))).toContain('optimistic')
  const fastest = decisions.filter((decision) => reasonOf(decision) === 'fastest').map(rankOf)
  expect(Math.min(...fastest)).toBe(0)
  expect(Math.max(...fastest)).toBe(2)
})

it('the reason for a piece keeps its numbers, up to the largest that fit', () => {
  const pick = { copies: 1000, rarer: 2000, equal: 900, isRandom: true }
  expect(pickOf(packPick(pick))).toEqual(pick)
  const large = { copies: 5000, rarer: 5000, equal: 5000, isRandom: false }
  expect(pickOf(packPick(large))).toEqual({ ...large, copies: 1023, rarer: 2047, equal: 1023 })
})

it.prop([fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)))])(
  'a damaged file is refused, or can be played to its end',
  (changes) => {
    const bytes = encodeRecording(recording)
    // Half of the changes hit the header, which is a small part of the file.
    for (const [i, [at, byte]] of changes.entries()) {
      bytes[Math.floor(at * (i % 2 === 0 ? 2000 : bytes.length - 1))] = byte
    }
    try {
      const playhead = new Playhead(decodeRecording(bytes))
      playhead.seek(playhead.endSeconds / 2)
    } catch (error) {
      expect(error).toBeInstanceOf(RecordingError)
      expect((error as Error).message).toMatch(/^(?:not a|a|expected a) [^\n]+$/)
    }
  },
)

it('a number that points nowhere is named', () => {
  const { hostCount } = recording.header
  const wrong = structuredClone(recording)
  wrong.events.host[12] = 999
  expect(() => decodeRecording(encodeRecording(wrong))).toThrow(
    `a damaged recording: events.host[12] is 999, expected 0 to ${hostCount - 1}`,
  )
})
