import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Chapter, Knob } from '../../chapters/chapter.js'
import { formatFigure } from '../../chapters/figure.js'
import { language, number, t } from '../../words/words.js'
import * as store from '../store.js'
import { knobScenario } from './chapter-data.js'
import { measureScenario, runScenario } from './chapter-runs.js'
import { showTried } from './chapter-store.js'
import { chapterText } from './chapter-words.js'
import { KnobsAct, localRate } from './knobs-act.js'

/** The cells that are there: figures by `ROW-COLUMN`. */
const cells = signal<ReadonlyMap<string, number>>(new Map())
const isRunning = signal(false)

/** The most colour in a cell, per cent: with more, its number is hard to read. */
const MOST_COLOUR = 65

/** Which map runs: a later one, or another chapter, ends an earlier one. */
let turn = 0

/** A figure over all positions of two sliders, one run for each. A cell opens its run. */
export function FreeRiderMap({ of }: { of: Chapter }) {
  useEffect(() => () => stopMap(), [of])
  if (of.act.kind !== 'map') return null
  const [rows, columns] = of.act.knobs.map((id) => of.knobs.find((knob) => knob.id === id)!)
  const all = rows.positions.length * columns.positions.length
  return (
    <>
      <KnobsAct of={of} />
      <p>
        <button
          type="button"
          class="play"
          data-map
          disabled={isRunning.value}
          onClick={() => void runMap(of, rows, columns)}
        >
          {t('mapRun')}
        </button>{' '}
        <progress max={all} value={cells.value.size} aria-label={t('mapRun')} />{' '}
        <output>{t('mapDone', { n: cells.value.size, all })}</output>
      </p>
      {cells.value.size > 0 && <Cells of={of} rows={rows} columns={columns} />}
    </>
  )
}

function Cells({ of, rows, columns }: { of: Chapter; rows: Knob; columns: Knob }) {
  return (
    <div class="scroll">
      <table class="map">
        <caption>
          {t('mapCaption', {
            rows: chapterText(of, `knob.${rows.id}`, null),
            columns: chapterText(of, `knob.${columns.id}`, null),
          })}
        </caption>
        <thead class="rates">
          <tr>
            <td />
            {columns.positions.map(({ label }) => (
              <th key={label} scope="col">
                {localRate(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.positions.map(({ label }, row) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {columns.positions.map((position, column) => (
                <td key={position.label}>
                  <Cell
                    value={cells.value.get(`${row}-${column}`)}
                    open={() => void openCell(of, rows, row, columns, column)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">{t('mapNote')}</p>
    </div>
  )
}

function Cell({ value, open }: { value: number | undefined; open: () => void }) {
  if (value === undefined) return <>…</>
  const cost = Number.isNaN(value) ? 0 : Math.max(-1, Math.min(1, (value - 1) / 0.5))
  return (
    <button
      type="button"
      class={cost > 0.06 ? 'costs' : 'pays'}
      style={{ '--strength': `${Math.round(Math.abs(cost) * MOST_COLOUR)}%` }}
      onClick={open}
    >
      {Number.isNaN(value) ? formatFigure(value, 'times', language.value) : number(value, 2)}
    </button>
  )
}

function stopMap(): void {
  turn++
  isRunning.value = false
  cells.value = new Map()
}

async function runMap(of: Chapter, rows: Knob, columns: Knob): Promise<void> {
  stopMap()
  const mine = turn
  isRunning.value = true
  const figure = of.act.kind === 'map' ? of.figures[of.act.figure] : undefined
  const [own] = of.variants
  for (let row = 0; row < rows.positions.length; row++) {
    for (let column = 0; column < columns.positions.length; column++) {
      const at = { [rows.id]: row, [columns.id]: column }
      const run = await measureScenario(knobScenario(of, at, store.seed.value))
      if (run === null || turn !== mine) return
      const value = figure?.of({ [own.id]: run }) ?? Number.NaN
      cells.value = new Map(cells.value).set(`${row}-${column}`, value)
    }
  }
  isRunning.value = false
}

async function openCell(
  of: Chapter,
  rows: Knob,
  row: number,
  columns: Knob,
  column: number,
): Promise<void> {
  const at = { [rows.id]: row, [columns.id]: column }
  const result = await runScenario(of, knobScenario(of, at, store.seed.value))
  const label = `${rows.positions[row].label}, ${localRate(columns.positions[column].label)}`
  if (result !== null) showTried(label, result, '')
}
