import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'

/** A Vega-Lite specification, or a part of one: plain JSON. */
export type ChartSpec = { readonly [key: string]: unknown }

/** What charts are drawn from. */
export interface ChartInput {
  /** Named below the title of every chart. */
  readonly name: string
  readonly settings: SwarmSettings
  readonly measurements: Measurements
}

/** A chart of a run. */
export interface Chart {
  /** Names its files. */
  readonly id: string
  /** What it shows, for those who cannot see it. */
  readonly description: string
  /** The specification with its data inside. */
  readonly spec: ChartSpec
}

/**
 * Okabe and Ito 2008, told apart by colour-blind eyes too; the yellow, too pale on white, is left
 * out. Dashes and shapes say the same again; their numbers have no common divisor with that of the
 * colours, so that many groups still differ.
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

/** The grey of what is no measurement: bounds, marks, notes. */
export const NOTE_COLOUR = '#777777'

/** A legend whose samples of lines are long enough to show their dashes. */
export const LINE_LEGEND = {
  symbolType: 'stroke',
  symbolSize: 700,
  symbolStrokeWidth: 2,
  rowPadding: -8,
}

/** Width and height of the plots, pixels. */
export const PLOT = { width: 560, height: 300 }

/** The scales that give each of the names its colour, and its dash or shape. */
export function scalesOf(names: readonly string[]) {
  const pick = <T>(from: readonly T[]) => names.map((_, i) => from[i % from.length])
  const domain = [...names]
  return {
    color: { domain, range: pick(COLOURS) },
    dash: { domain, range: pick(DASHES) },
    shape: { domain, range: pick(SHAPES) },
  }
}

/** A whole specification: title, scenario and notes above, one look for all. */
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
      // One label for the whole picture tells more than a thousand for its marks.
      aria: false,
      font: 'DejaVu Sans, Verdana, sans-serif',
      title: { anchor: 'start', fontSize: 15, subtitleFontSize: 11, offset: 14, frame: 'group' },
      axis: {
        labelFontSize: 11,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        gridColor: '#e6e6e6',
      },
      // The first label and the last stand below their ticks, as all others do.
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

/** The unit in which an axis up to `mostSeconds` has short numbers. */
export function timeUnit(mostSeconds: number): TimeUnit {
  if (mostSeconds <= 600) return { name: 's', seconds: 1 }
  if (mostSeconds <= 4 * 3600) return { name: 'min', seconds: 60 }
  if (mostSeconds <= 4 * 86_400) return { name: 'h', seconds: 3600 }
  return { name: 'days', seconds: 86_400 }
}

/** A time axis from the start of the run to its end. */
export function timeAxis(unit: TimeUnit, mostSeconds: number): ChartSpec {
  return {
    field: 'time',
    type: 'quantitative',
    title: `Time since the start of the run (${unit.name})`,
    scale: { domain: [0, mostSeconds / unit.seconds], nice: false },
  }
}

/** At most `most` of the indices below `count`, evenly, with the first and the last. */
export function thinned(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i)
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)))
}

/** A number short enough for a picture: six digits. */
export function short(value: number): number {
  return Number(value.toPrecision(6))
}
