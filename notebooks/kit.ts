import { parse, View } from 'vega'
import { compile } from 'vega-lite'
import classes from '../scenarios/classes.json?raw'
import flashcrowd from '../scenarios/flashcrowd.json?raw'
import freeRiders from '../scenarios/free-riders.json?raw'
import lastSeedLeaves from '../scenarios/last-seed-leaves.json?raw'
import chain from '../scenarios/models/chain.json?raw'
import clientServer from '../scenarios/models/client-server.json?raw'
import mesh from '../scenarios/models/mesh.json?raw'
import swarm from '../scenarios/models/swarm.json?raw'
import tree from '../scenarios/models/tree.json?raw'
import type { Chart, ChartSpec } from '../src/library/browser.js'

/** What the cells of all notebooks import: the library, shipped scenarios, charts and tables. */
export * from '../src/library/browser.js'

/** The shipped scenarios that the notebooks start from, as their files' texts. */
export const scenarios = {
  classes,
  flashcrowd,
  freeRiders,
  lastSeedLeaves,
  models: { clientServer, chain, tree, mesh, swarm },
}

/** What the axes and the legend of a chart take beside its plot, pixels. */
const AXES_PIXELS = 190

/** Draws a Vega-Lite chart, as wide as the screen allows. */
export async function draw(chart: Chart | ChartSpec): Promise<HTMLElement> {
  const spec = ('spec' in chart ? chart.spec : chart) as ChartSpec
  const { width = 520 } = spec as { width?: number }
  const fitting = Math.max(140, Math.min(width, innerWidth - AXES_PIXELS))
  const figure = document.createElement('figure')
  figure.className = 'chart'
  const { config = {} } = spec as { config?: object }
  const isNarrow = fitting < width
  const legend = {
    ...(config as { legend?: object }).legend,
    ...(isNarrow ? { orient: 'bottom' } : {}),
  }
  const whole = {
    ...spec,
    ...(typeof width === 'number' ? { width: fitting } : {}),
    config: { ...config, legend },
  }
  const vega = compile(whole as never).spec
  const view = new View(parse(vega), { renderer: 'svg', container: figure })
  await view.runAsync()
  if ('description' in chart) figure.setAttribute('aria-label', String(chart.description))
  figure.setAttribute('role', 'img')
  return figure
}

/** With more rows than this, marks would hide the lines. */
const MOST_POINTS = 100

/** A line chart of rows with `x`, `y` and `name`; a logarithmic axis says so in its title. */
export function lines(
  title: string,
  x: string,
  y: string,
  values: readonly { readonly x: number; readonly y: number | null; readonly name: string }[],
): ChartSpec {
  const axis = (field: string, name: string) => ({
    field,
    type: 'quantitative',
    title: name,
    scale: name.includes('logarithmic') ? { type: 'log', nice: false } : {},
  })
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, anchor: 'start' },
    background: 'white',
    padding: 12,
    width: 520,
    height: 260,
    data: { values },
    mark: { type: 'line', point: values.length < MOST_POINTS, tooltip: true },
    encoding: {
      x: axis('x', x),
      y: axis('y', y),
      color: { field: 'name', type: 'nominal', title: null, legend: { orient: 'bottom' } },
      strokeDash: { field: 'name', type: 'nominal', title: null },
    },
  }
}

/** A table with a head; the columns are the keys of the first row. */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): HTMLElement {
  const element = document.createElement('table')
  const add = (kind: 'td' | 'th', texts: readonly (string | number)[]) => {
    const row = element.insertRow()
    for (const text of texts) {
      const cell = row.appendChild(document.createElement(kind))
      cell.textContent = String(text)
    }
  }
  add('th', Object.keys(rows[0]))
  for (const row of rows) add('td', Object.values(row))
  const scroll = document.createElement('div')
  scroll.style.overflowX = 'auto'
  scroll.append(element)
  return scroll
}

/** The key to the exercises, closed until the teacher opens it; one answer an exercise. */
export function answers(...texts: readonly string[]): HTMLElement {
  const details = document.createElement('details')
  details.className = 'answers'
  details.appendChild(document.createElement('summary')).textContent = 'Answers for the teacher'
  const list = details.appendChild(document.createElement('ol'))
  for (const text of texts) list.appendChild(document.createElement('li')).textContent = text
  return details
}

/** Writes a number with three significant digits. */
export function short(value: number | null): string {
  return value === null ? 'none' : Number(value.toPrecision(3)).toLocaleString('en')
}

/** Writes a share as per cent. */
export function percent(share: number): string {
  return `${short(100 * share)} %`
}
