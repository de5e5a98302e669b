import type { Chart } from './chart.js'
import { FIGURES } from './figures.js'
import type { Manifest } from './manifest.js'
import { REPORT_SCRIPT, REPORT_STYLE } from './report-page.js'
import type { Summary } from './summary.js'
import { classColumns, headline } from './summary-table.js'
import { formatSeconds } from './units.js'

/** What a report is made of. */
export interface ReportInput {
  readonly manifest: Manifest
  readonly summary: Summary
  /** Each with its picture, as SVG. */
  readonly charts: readonly (Chart & { readonly svg: string })[]
  /** The code of vega, vega-lite and vega-embed, in this order; none for still pictures. */
  readonly scripts: readonly string[]
}

/**
 * A page of HTML that holds all that it shows: it opens from a disk, without a network, and asks
 * for nothing. Without scripts the charts are pictures; with them, they answer the pointer.
 */
export function report(input: ReportInput): string {
  const { manifest, summary, charts, scripts } = input
  const title = `${summary.name}, seed ${summary.seed}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="headline">${escapeHtml(headline(summary))}</p>
${summary.partial ? warning : ''}
<h2>By group</h2>
${groupTable(summary)}
<h2>Beside the theory</h2>
${theoryTable(summary)}
<h2>Charts</h2>
${charts.map(figure).join('\n')}
<h2>What the figures mean</h2>
${definitions()}
<h2>How to run it again</h2>
${provenance(manifest, summary)}
<details>
<summary>The scenario, with everything filled in</summary>
<pre>${escapeHtml(JSON.stringify(manifest.scenario, null, 2) ?? '')}</pre>
</details>
</main>
${scripts.length > 0 ? viewer(charts, scripts) : ''}
</body>
</html>
`
}

const warning = '<p class="warning">Partial: the run was cut off before all were done.</p>'

/** Whatever might slip into the page, a browser that obeys this asks nobody for anything. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"

/** Text as HTML shows it, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (letter) => entities[letter])
}

/** Code or JSON inside a script element, which only its closing tag can end. */
function escapeScript(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3C')
}

/** JSON inside a script element: no `<` at all, so that nothing can end it. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}

function groupTable(summary: Summary): string {
  const columns = classColumns(summary)
  const heads = columns.map(({ label }) => `<th scope="col">${escapeHtml(label)}</th>`)
  const rows = Object.entries(summary.classes).map(([name, group]) => {
    const cells = columns.map(({ text }) => `<td>${escapeHtml(text(group))}</td>`)
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`
  })
  return `<div class="wide"><table>
<caption>Durations count from each peer’s own arrival, “last” from the start of the run.</caption>
<thead><tr><th scope="col">group</th>${heads.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`
}

function theoryTable(summary: Summary): string {
  const rows = FIGURES.flatMap(({ key, label, text }) => {
    const value = summary[key]
    if (typeof value !== 'number') return []
    const name = `<a href="#figure-${key}">${escapeHtml(label)}</a>`
    return [`<tr><th scope="row">${name}</th><td>${escapeHtml(text(value))}</td></tr>`]
  })
  return `<table><tbody>
${rows.join('\n')}
</tbody></table>`
}

function figure({ id, description, svg }: ReportInput['charts'][number]): string {
  return `<figure id="chart-${id}">
<div class="picture" role="img" aria-labelledby="caption-${id}">${ownIds(id, svg)}</div>
<figcaption id="caption-${id}">${escapeHtml(description)}</figcaption>
</figure>`
}

/** The SVG with names of its own: those of several pictures on one page would be mixed up. */
function ownIds(id: string, svg: string): string {
  return svg.replace(/\bid="([^"]+)"/g, `id="${id}-$1"`).replace(/url\(#/g, `url(#${id}-`)
}

function definitions(): string {
  const items = FIGURES.map(
    ({ key, label, meaning, source }) =>
      `<dt id="figure-${key}">${escapeHtml(label)}</dt>\n` +
      `<dd>${escapeHtml(meaning)} <cite>${escapeHtml(source)}</cite></dd>`,
  )
  return `<dl>\n${items.join('\n')}\n</dl>`
}

function provenance(manifest: Manifest, summary: Summary): string {
  const { argv, program, programVersion, node, platform, startedAt, scenarioFile } = manifest
  const facts = [
    `${program} ${programVersion} on Node ${node}, ${platform}, started at ${startedAt}.`,
    `Scenario ${scenarioFile}, seed ${manifest.seed}; trace ${manifest.traceHash} after ` +
      `${manifest.events} events, ${formatSeconds(summary.endSeconds)} simulated in ` +
      `${formatSeconds(manifest.cpuSeconds)} of CPU.`,
  ]
  const command = ['sim', ...argv].map(quoted).join(' ')
  return `<pre><code>${escapeHtml(command)}</code></pre>
${facts.map((fact) => `<p>${escapeHtml(fact)}</p>`).join('\n')}`
}

/** A word as a POSIX shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

function viewer(charts: readonly Chart[], scripts: readonly string[]): string {
  const specs = Object.fromEntries(charts.map(({ id, spec }) => [id, spec]))
  return [
    ...scripts.map((script) => `<script>${escapeScript(script)}</script>`),
    `<script type="application/json" id="specs">${escapeJson(specs)}</script>`,
    `<script>${escapeScript(REPORT_SCRIPT)}</script>`,
  ].join('\n')
}
