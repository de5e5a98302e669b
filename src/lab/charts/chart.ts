import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'

/** A Vega-Lite specification, or a part of one: plain JSON. */
export type ChartSpec = { readonly [key: string]: unknown }

/** The data of the charts of a run. */
export interface ChartInput {
  /** Shown below the title of every chart. */
  readonly name: string
  readonly settings: SwarmSettings
  readonly measurements: Measurements
}

/** A chart to be drawn. */
export interface Chart {
  /** Names its files. */
  readonly id: string
  /** Describes the chart for readers who cannot see it. */
  readonly description: string
  /** The specification, including its data. */
  readonly spec: ChartSpec
}

/**
 * The colours of Okabe and Ito 2008, which colour-blind readers can distinguish, without the
 * yellow, which is too pale on white. Dashes and shapes repeat the distinction. Their numbers have
 * no common divisor with that of the colours, so many groups still differ.
 */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']
const DASHES = [
  [1, 0],
  [8, 3],
  [8, 3, 2, 3],
  [4, 2],
  [12, 3, 2, 3, 2, 3],
]
const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down']

/** The grey of bounds, marks and notes, which are no measurements. */
export const NOTE_COLOUR = '#777777'

/** A legend with samples long enough to show dashes. */
export const LINE_LEGEND = {
  symbolType: 'stroke',
  symbolSize: 700,
  symbolStrokeWidth: 2,
  rowPadding: -8,
}

/** Width and height of the plots, pixels. */
export const PLOT = { width: 560, height: 300 }

/** Returns the scales that give each name its colour, dash and shape. */
export function scalesOf(names: readonly string[]) {
  const pick = <T>(from: readonly T[]) => names.map((_, i) => from[i % from.length])
  const domain = [...names]
  return {
    color: { domain, range: pick(COLOURS) },
    dash: { domain, range: pick(DASHES) },
    shape: { domain, range: pick(SHAPES) },
  }
}

/** Completes a specification with title, name, notes and the common style. */
export function chartSpec(
  { name }: Pick<ChartInput, 'name'> & Partial<ChartInput>,
  title: string,
  notes: readonly string[],
  body: ChartSpec,
): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle: [name, ...notes] },
    background: 'white',
    padding: 12,
    ...body,
    config: {
      // One label for the picture is more useful than a thousand labels for its marks.
      aria: false,
      font: 'DejaVu Sans, Verdana, sans-serif',
      title: { anchor: 'start', fontSize: 15, subtitleFontSize: 11, offset: 14, frame: 'group' },
      axis: {
        labelFontSize: 11,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        gridColor: '#e6e6e6',
      },
      // Centres the first and the last label on their ticks, like the others.
      axisQuantitative: { labelFlush: false, labelSeparation: 6 },
      legend: { labelFontSize: 11, titleFontSize: 11, symbolSize: 90, labelLimit: 220 },
      view: { stroke: '#bbbbbb' },
    },
  }
}

/** A unit of time for an axis. */
export interface TimeUnit {
  readonly name: 's' | 'min' | 'h' | 'days'
  readonly seconds: number
}

/** Returns the unit that gives an axis up to `mostSeconds` short numbers. */
export function timeUnit(mostSeconds: number): TimeUnit {
  if (mostSeconds <= 600) return { name: 's', seconds: 1 }
  if (mostSeconds <= 4 * 3600) return { name: 'min', seconds: 60 }
  if (mostSeconds <= 4 * 86_400) return { name: 'h', seconds: 3600 }
  return { name: 'days', seconds: 86_400 }
}

/** Returns a time axis from the start of the run to its end. */
export function timeAxis(unit: TimeUnit, mostSeconds: number): ChartSpec {
  return {
    field: 'time',
    type: 'quantitative',
    title: `Time since the start of the run (${unit.name})`,
    scale: { domain: [0, mostSeconds / unit.seconds], nice: false },
  }
}

/** Returns at most `most` indices below `count`, evenly spaced, with the first and the last. */
export function evenlySpaced(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i)
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)))
}

/** Rounds to six digits, which are enough for a picture. */
export function sixDigits(value: number): number {
  return Number(value.toPrecision(6))
}
