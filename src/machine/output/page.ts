import type { Chart } from '../../lab/charts/chart.js'
import { REPORT_SCRIPT, REPORT_STYLE } from './report-page.js'

/** A chart with its picture, as SVG. */
export type DrawnChart = Chart & { readonly svg: string }

/** What a page is made of. */
export interface PageInput {
  readonly title: string
  /** HTML below the title. */
  readonly body: string
  readonly charts: readonly DrawnChart[]
  /** The code of vega, vega-lite and vega-embed, in this order; none for still pictures. */
  readonly scripts: readonly string[]
}

/** Whatever might slip into the page, a browser that obeys this asks nobody for anything. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"

/**
 * A page of HTML that holds all that it shows: it opens from a disk, without a network, and asks
 * for nothing. Without scripts the charts are pictures; with them, they answer the pointer.
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

/** A chart as a picture with its caption; `page` makes it answer the pointer. */
export function figure({ id, description, svg }: DrawnChart): string {
  return `<figure id="chart-${id}">
<div class="picture" role="img" aria-labelledby="caption-${id}">${ownIds(id, svg)}</div>
<figcaption id="caption-${id}">${escapeHtml(description)}</figcaption>
</figure>`
}

/** The SVG with names of its own: those of several pictures on one page would be mixed up. */
function ownIds(id: string, svg: string): string {
  return svg.replace(/\bid="([^"]+)"/g, `id="${id}-$1"`).replace(/url\(#/g, `url(#${id}-`)
}

/** A command line as a POSIX shell reads it. */
export function commandText(argv: readonly string[]): string {
  return ['sim', ...argv].map(quoted).join(' ')
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
