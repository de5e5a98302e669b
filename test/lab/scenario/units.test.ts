import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatRate,
  formatSeconds,
  formatShare,
  QUANTITY_PATTERNS,
  type Quantity,
  readQuantity,
  suggestQuantity,
} from '../../../src/lab/scenario/units.js'

describe('a value with a unit', () => {
  it.each<[Quantity, unknown, number]>([
    ['size', '256 KiB', 262_144],
    ['size', '100 MiB', 104_857_600],
    ['size', '1.5 GB', 1_500_000_000],
    ['size', '700 MB', 700_000_000],
    ['size', '10B', 10],
    ['size', 512, 512],
    ['rate', '6 Mbit/s', 750_000],
    ['rate', '400 kbit/s', 50_000],
    ['rate', '400 kibit/s', 51_200],
    ['rate', '50 KiB/s', 51_200],
    ['rate', '1.25 MB/s', 1_250_000],
    ['time', '20 ms', 0.02],
    ['time', '10 s', 10],
    ['time', '5 min', 300],
    ['time', '2 h', 7200],
    ['time', '1 d', 86_400],
    ['time', '1 h 30 min', 5400],
    ['share', '10%', 0.1],
    ['share', '12.5 %', 0.125],
    ['share', 0.3, 0.3],
  ])('is read: %s %j', (quantity, value, expected) =>
    expect(readQuantity(quantity, value)).toBe(expected),
  )

  it.each<[Quantity, unknown]>([
    ['size', '256 Kib'],
    ['size', 'KiB'],
    ['size', ''],
    ['size', null],
    ['size', Number.POSITIVE_INFINITY],
    ['rate', '6 Mbit'],
    ['time', '-5 s'],
    ['time', '5'],
    ['time', '1e3 s'],
    ['share', '10'],
  ])('is refused: %s %j', (quantity, value) => expect(readQuantity(quantity, value)).toBeNaN())

  it.each<[Quantity, string, string | undefined]>([
    ['rate', '6 Mbit', '6 Mbit/s'],
    ['rate', '6 Mbps', '6 Mbit/s'],
    ['rate', '50 KiB', '50 KiB/s'],
    ['rate', '1 mb/s', '1 MB/s'],
    ['size', '100 mib', '100 MiB'],
    ['time', '10 sec', '10 s'],
    ['time', '5 minutes', '5 min'],
    ['time', '2 hours', '2 h'],
    ['size', ' 4 MiB ', '4 MiB'],
    ['time', 'soon', undefined],
    ['time', '3 lightyears', undefined],
  ])('has a suggestion if a unit is similar: %s %j', (quantity, text, expected) =>
    expect(suggestQuantity(quantity, text)).toBe(expected),
  )
})

describe('a formatted value', () => {
  it.each([
    [formatBytes(0), '0 B'],
    [formatBytes(812), '812 B'],
    [formatBytes(262_144), '256 KiB'],
    [formatBytes(1_048_575), '1 MiB'],
    [formatBytes(2_942_003_200), '2.74 GiB'],
    [formatRate(50_000), '400 kbit/s'],
    [formatRate(750_000), '6 Mbit/s'],
    [formatSeconds(0), '0 s'],
    [formatSeconds(0.02), '20 ms'],
    [formatSeconds(45.23), '45.2 s'],
    [formatSeconds(59.97), '1 min'],
    [formatSeconds(451), '7 min 31 s'],
    [formatSeconds(3599.6), '1 h'],
    [formatSeconds(7500), '2 h 5 min'],
    [formatSeconds(97_200), '1 d 3 h'],
    [formatSeconds(-5), '-5 s'],
    [formatSeconds(Number.POSITIVE_INFINITY), 'never'],
    [formatShare(0.1), '10%'],
    [formatShare(0.005), '0.5%'],
  ])('is %s', (text, expected) => expect(text).toBe(expected))

  const formats = { size: formatBytes, rate: formatRate, time: formatSeconds, share: formatShare }
  const quantities: Quantity[] = ['size', 'rate', 'time', 'share']

  test.prop([fc.constantFrom(...quantities), fc.double({ min: 50, max: 1e12, noNaN: true })])(
    'reads back as nearly the same value',
    (quantity, amount) => {
      const text = formats[quantity](amount)
      // A day is rounded to the hour, and sizes to whole bytes: 2 % at most.
      const error = Math.abs(readQuantity(quantity, text) - amount) / amount
      expect(error).toBeLessThan(0.025)
      expect(text).toMatch(new RegExp(QUANTITY_PATTERNS[quantity]))
    },
  )
})
