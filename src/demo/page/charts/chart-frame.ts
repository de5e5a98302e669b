import type { Unit } from '../../chapters/figure.js'

/** A curve of a chart. */
export interface Curve {
  /** What its colour stands for. */
  readonly name: string
  /** The run that its dashes stand for; empty if there is one run. */
  readonly run: string
  readonly colour: string
  /** The number of the shape of its marks, which stands for the same as its colour. */
  readonly shape: number
  readonly isDashed: boolean
  /** The instants of its points, and their heights; null where there is none. */
  readonly seconds: readonly number[]
  readonly values: readonly (number | null)[]
  /** Where its points are from left to right; at their instants if this is left out. */
  readonly across?: readonly number[]
}

/** A point that belongs to no curve. */
export interface Dot {
  readonly across: number
  readonly value: number
  readonly colour: string
  readonly shape: number
}

/** Where a chart draws, in pixels, and its scales. */
export interface Frame {
  readonly width: number
  readonly right: number
  readonly bottom: number
  /** The greatest values of both scales. */
  readonly mostAcross: number
  readonly mostValue: number
  readonly x: (across: number) => number
  readonly y: (value: number) => number
}

/** What decides about the scales. */
interface Scaled {
  readonly curves: readonly Curve[]
  readonly dots: readonly Dot[]
  readonly unit: Unit
  /** Where the scale from left to right ends, if not at the last point. */
  readonly mostAcross: number | null
}

/** The height of a chart, pixels. */
export const HEIGHT = 240

/** Where the scales begin, pixels. */
export const [LEFT, TOP] = [58, 12]

const BOTTOM = 26

/** Of the width, labels take so much at most. */
const MOST_LABEL = 0.36

/** The width of a letter of a label, pixels: as wide as those of Russian are. */
const LETTER = 9

/** Returns where a chart of a width draws, with room for the labels of its curves. */
export function frameFor(width: number, { curves, dots, unit, mostAcross }: Scaled): Frame {
  const right = width - Math.min(lettersOf(curves) * LETTER + 16, width * MOST_LABEL)
  const bottom = HEIGHT - BOTTOM
  const widest = [...curves.flatMap(({ across = [] }) => across), ...dots.map((dot) => dot.across)]
  const most = mostAcross ?? Math.max(1, ...widest)
  const values = curves.flatMap((curve) => curve.values.map((value) => value ?? 0))
  const highest = Math.max(1, ...values, ...dots.map(({ value }) => value)) * 1.05
  const mostValue = unit === 'percent' ? 1 : highest
  return {
    ...{ width, right, bottom, mostAcross: most, mostValue },
    x: (across) => LEFT + (across / most) * (right - LEFT),
    y: (value) => bottom - (value / mostValue) * (bottom - TOP),
  }
}

/** Returns how many letters fit next to the scales. */
export function lettersIn({ width, right }: Frame): number {
  return Math.floor((width - right - 14) / LETTER)
}

function lettersOf(curves: readonly Curve[]): number {
  return Math.max(0, ...curves.map((curve) => labelOf(curve, curves).length))
}

/** Returns what stands at the end of a curve: what tells it from the others. */
export function labelOf({ name, run, isDashed }: Curve, curves: readonly Curve[]): string {
  const isOneName = curves.every((curve) => curve.name === name)
  if (run === '' || !(isDashed || isOneName)) return name
  return isOneName ? run : `${name}, ${run}`
}

/** Returns the number of the last point of a curve at or before an instant. */
export function pointAt({ seconds }: Curve, now: number): number {
  const after = seconds.findIndex((each) => each > now)
  return after < 0 ? seconds.length - 1 : Math.max(0, after - 1)
}

/** Returns a curve as a path of SVG, with a gap where it has no value. */
export function pathOf({ seconds, values, across = seconds }: Curve, { x, y }: Frame): string {
  let path = ''
  let isBroken = true
  for (const [i, value] of values.entries()) {
    if (value !== null) {
      path += `${isBroken ? 'M' : 'L'}${x(across[i]).toFixed(1)} ${y(value).toFixed(1)}`
    }
    isBroken = value === null
  }
  return path
}

/** Marks of a curve, beside that of the moment. */
const MARKS = 5

/** Returns where a curve has its marks, evenly among its points. */
export function marksOf({ seconds, values, across = seconds }: Curve, { x, y }: Frame) {
  return Array.from({ length: MARKS }, (_, i) =>
    Math.round(((i + 0.5) / MARKS) * (values.length - 1)),
  ).flatMap((at) => {
    const value = values[at]
    return value === null ? [] : [{ x: x(across[at]), y: y(value) }]
  })
}

/** Returns round values from 0 to at most a value, so many above 0 at most. */
export function ticks(most: number, count: number): number[] {
  const least = most / count
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= least) ?? 10)
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step)
}
