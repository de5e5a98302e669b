import type { Comparison } from '../../lab/compare/comparison.js'
import {
  comparisonTables,
  methodNotes,
  paretoLists,
  verdictSentences,
} from '../../lab/compare/comparison-table.js'
import type { TextTable } from '../../lab/summary/text-table.js'
import { commandText, type DrawnChart, escapeHtml, figure, page, tableHtml } from './page.js'

/** The content of a comparison's page. */
export interface ComparisonPage {
  readonly title: string
  readonly comparison: Comparison
  /** The command line that made it. */
  readonly argv: readonly string[]
  /** Further tables and notes, before all others. */
  readonly tables: readonly TextTable[]
  readonly notes: readonly string[]
  readonly charts: readonly DrawnChart[]
  readonly scripts: readonly string[]
}

/** Writes a comparison as a self-contained page of HTML. */
export function comparisonPage(input: ComparisonPage): string {
  const { title, comparison, argv, charts, scripts } = input
  const body = `${listOf(verdictSentences(comparison))}
${input.notes.map(paragraph).join('\n')}
${input.tables.map(tableHtml).join('\n')}
<h2>Charts</h2>
${charts.map(figure).join('\n')}
<h2>Results</h2>
${comparisonTables(comparison).map(tableHtml).join('\n')}
${paretoLists(comparison)
  .map((list) => `<h2>${escapeHtml(list.title)}</h2>\n${listOf(list.sentences)}`)
  .join('\n')}
<h2>Method</h2>
${methodNotes(comparison).map(paragraph).join('\n')}
<pre><code>${escapeHtml(commandText(argv))}</code></pre>`
  return page({ title, body, charts, scripts })
}

function listOf(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}</ul>`
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`
}
