import type { Comparison } from '../../lab/compare/comparison.js'
import {
  comparisonTables,
  methodLines,
  paretoLists,
  type TextTable,
  verdictLines,
} from '../../lab/compare/comparison-table.js'
import { commandText, type DrawnChart, escapeHtml, figure, page } from './page.js'

/** What the page of a comparison is made of. */
export interface ComparisonPage {
  readonly title: string
  readonly comparison: Comparison
  /** Words that began it. */
  readonly argv: readonly string[]
  /** Tables and remarks of its own, before all others. */
  readonly tables: readonly TextTable[]
  readonly notes: readonly string[]
  readonly charts: readonly DrawnChart[]
  readonly scripts: readonly string[]
}

/** A comparison as a page of HTML that holds all that it shows. */
export function comparisonPage(input: ComparisonPage): string {
  const { title, comparison, argv, charts, scripts } = input
  const body = `${listOf(verdictLines(comparison))}
${input.notes.map(paragraph).join('\n')}
${input.tables.map(tableOf).join('\n')}
<h2>Charts</h2>
${charts.map(figure).join('\n')}
<h2>Figures</h2>
${comparisonTables(comparison).map(tableOf).join('\n')}
${paretoLists(comparison)
  .map((list) => `<h2>${escapeHtml(list.title)}</h2>\n${listOf(list.lines)}`)
  .join('\n')}
<h2>How it was done</h2>
${methodLines(comparison).map(paragraph).join('\n')}
<pre><code>${escapeHtml(commandText(argv))}</code></pre>`
  return page({ title, body, charts, scripts })
}

function listOf(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}</ul>`
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`
}

function tableOf({ title, head, rows }: TextTable): string {
  const heads = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')
  const broken = (text: string) => escapeHtml(text).replaceAll('\n', '<br>')
  const lines = rows.map(([first, ...rest]) => {
    const cells = rest.map((text) => `<td>${broken(text)}</td>`)
    return `<tr><th scope="row">${broken(first)}</th>${cells.join('')}</tr>`
  })
  return `<div class="wide"><table>
<caption>${escapeHtml(title)}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table></div>`
}
