import { expect, it } from 'vitest'
import { decodeRecording, encodeRecording } from '../../src/replay/binary.js'
import { rankOf, reasonOf } from '../../src/replay/event-kind.js'
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
  expect(() => decodeRecording(bytes)).toThrow(/version 9; this program reads version 1/)
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
