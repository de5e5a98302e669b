import type { Chart } from '../../lab/charts/chart.js'
import type { TextTable } from '../../lab/summary/text-table.js'
import { REPORT_SCRIPT, REPORT_STYLE } from './report-page.js'

/** A chart with its picture, as SVG. */
export type DrawnChart = Chart & { readonly svg: string }

/** The content of a page. */
export interface PageInput {
  readonly title: string
  /** HTML below the title. */
  readonly body: string
  readonly charts: readonly DrawnChart[]
  /** The code of vega, vega-lite and vega-embed, in this order; none for still pictures. */
  readonly scripts: readonly string[]
}

/** Forbids the browser any request, whatever a page contains. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"

/**
 * Writes a self-contained page of HTML, which opens from a disk and makes no request. With scripts
 * its charts are interactive, without them they are pictures.
 */
export function page({ title, body, charts, scripts }: PageInput): string {
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
${body}
</main>
${scripts.length > 0 ? viewer(charts, scripts) : ''}
</body>
</html>
`
}

/** Escapes text for elements and quoted attributes of HTML. */
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

/** Escapes code for a script element, which only its closing tag can end. */
function escapeScript(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3C')
}

/** Writes JSON for a script element: without `<`, so that nothing can end the element. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}

/** Writes a chart as a picture with its caption; the scripts of `page` make it interactive. */
export function figure({ id, description, svg }: DrawnChart): string {
  return `<figure id="chart-${id}">
<div class="picture" role="img" aria-labelledby="caption-${id}">${withUniqueIds(id, svg)}</div>
<figcaption id="caption-${id}">${escapeHtml(description)}</figcaption>
</figure>`
}

/** Writes a table; its title is the caption. */
export function tableHtml({ title, head, rows }: TextTable): string {
  const heads = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')
  const withBreaks = (text: string) => escapeHtml(text).replaceAll('\n', '<br>')
  const rowsHtml = rows.map(([first, ...rest]) => {
    const cells = rest.map((text) => `<td>${withBreaks(text)}</td>`)
    return `<tr><th scope="row">${withBreaks(first)}</th>${cells.join('')}</tr>`
  })
  return `<div class="wide"><table>
<caption>${escapeHtml(title)}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rowsHtml.join('\n')}
</tbody>
</table></div>`
}

/** Makes the ids of a picture unique on a page with several pictures. */
function withUniqueIds(id: string, svg: string): string {
  return svg.replace(/\bid="([^"]+)"/g, `id="${id}-$1"`).replace(/url\(#/g, `url(#${id}-`)
}

/** Writes a command line for a POSIX shell. */
export function commandText(argv: readonly string[]): string {
  return ['sim', ...argv].map(quoted).join(' ')
}

/** Quotes an argument for a POSIX shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}

function viewer(charts: readonly Chart[], scripts: readonly string[]): string {
  const specs = Object.fromEntries(charts.map(({ id, spec }) => [id, spec]))
  return [
    ...scripts.map((script) => `<script>${escapeScript(script)}</script>`),
    `<script type="application/json" id="specs">${escapeJson(specs)}</script>`,
    `<script>${escapeScript(REPORT_SCRIPT)}</script>`,
  ].join('\n')
}
