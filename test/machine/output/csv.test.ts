import { describe, expect, it } from 'vitest'
import {
  pairsCsv,
  peersCsv,
  readPairs,
  readPeers,
  readSeries,
  seriesCsv,
  TableError,
} from '../../../src/machine/output/csv.js'
import { sampleMeasurements, sampleSettings } from '../../lab/run/measurements-sample.js'

const settings = sampleSettings()
const measurements = sampleMeasurements()
const { groupNames } = measurements

describe('CSV tables', () => {
  it('read back bit for bit', () => {
    const { peers, series, bytesByPair, unchokedSecondsByPair } = measurements
    expect(readPeers(peersCsv(settings, measurements), groupNames)).toEqual(peers)
    expect(readSeries(seriesCsv(measurements))).toEqual(series)
    const pairs = { bytesByPair, unchokedSecondsByPair }
    expect(readPairs(pairsCsv(measurements), groupNames)).toEqual(pairs)
  })

  it('keep names with special characters and unlimited links', () => {
    const names = ['a "seed", or so', 'two\nlines', 'ünï']
    const peers = structuredClone(measurements.peers)
    peers.upBytesPerSecond[0] = Number.POSITIVE_INFINITY
    const odd = { ...measurements, peers, groupNames: names }
    const back = readPeers(peersCsv(settings, odd), names)
    expect(back).toEqual(peers)
  })

  it('leave the time of an event that never happened empty', () => {
    const [heads, seed] = peersCsv(settings, measurements).split('\n')
    const row = Object.fromEntries(heads.split(',').map((head, i) => [head, seed.split(',')[i]]))
    expect(row).toMatchObject({ peer: '0', group: 'seed', startShare: '1' })
    expect(row).toMatchObject({ firstPieceSeconds: '', departureSeconds: '', boundSeconds: '0' })
  })

  it('have the documented columns', () => {
    const [heads] = peersCsv(settings, measurements).split('\n')
    expect(heads).toBe(
      'peer,group,arrivalSeconds,firstPieceSeconds,completionSeconds,durationSeconds,' +
        'departureSeconds,startShare,upBytesPerSecond,downBytesPerSecond,uploadedBytes,' +
        'downloadedBytes,fromSeedsBytes,fromFinishedBytes,fromLeechersBytes,duplicateBytes,' +
        'corruptBytes,controlBytes,sentBytes,capacityBytes,chokedSeconds,leechingSeconds,' +
        'startUpSeconds,latePieces,boundSeconds',
    )
  })

  it('are refused with the place of the damage', () => {
    const whole = peersCsv(settings, measurements)
    const torn = whole.slice(0, whole.length / 2)
    expect(() => readPeers(torn, groupNames)).toThrow(TableError)
    expect(() => readPeers('peer,group\n', groupNames)).toThrow(/no column "arrivalSeconds", /)
    expect(() => readPeers(whole, ['seed'])).toThrow(
      /row 2: no group "leechers"; the groups are seed/,
    )
    const spoilt = seriesCsv(measurements).replace('\n0,', '\nnow,')
    expect(() => readSeries(spoilt)).toThrow(/row 1, timeSeconds: expected a number, found "now"/)
    expect(() => readPairs('from,to,bytes,unchokedSeconds\n', groupNames)).toThrow(/0 rows/)
    expect(() => readSeries('')).toThrow(TableError)
  })

  it('read the samples of an earlier version, which had no improving pairs', () => {
    const earlier = seriesCsv(measurements).replaceAll(/,[^,\n]*\n/g, '\n')
    expect(earlier).not.toContain('improvingPairs')
    expect(readSeries(earlier).improvingPairs.every(Number.isNaN)).toBe(true)
    expect(readSeries(earlier).meanCopies).toEqual(measurements.series.meanCopies)
  })
})
