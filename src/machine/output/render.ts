import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { TopLevelSpec } from 'vega-lite'
import type { ChartSpec } from '../../lab/charts/chart.js'

const require = createRequire(import.meta.url)

/** Draws charts without a browser. */
export interface Renderer {
  /** @throws Error if Vega-Lite warns about the specification */
  readonly svg: (spec: ChartSpec) => Promise<string>
  /** Draws two pixels per point of the SVG, in the font of the package. */
  readonly png: (svg: string) => Uint8Array
}

/** Loads the libraries, which takes most of a second, only when something is drawn. */
export async function loadRenderer(): Promise<Renderer> {
  const [vega, vegaLite, { Resvg }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('@resvg/resvg-js'),
  ])
  // Vega allows to replace its text metrics, but its types do not say so.
  Object.assign((vega as unknown as { textMetrics: object }).textMetrics, { width: textWidth })
  // Without these fonts, text would be missing on machines that have none.
  const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
    require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
  )
  return {
    async svg(spec) {
      const logger = Object.assign(vega.logger(vega.Warn), { warn: refuse, error: refuse })
      // Vega marks the rows that it draws; the copy protects the caller's rows.
      const own = structuredClone(spec) as unknown as TopLevelSpec
      const compiled = vegaLite.compile(own, { logger })
      // A chart without data has axes without an extent, which is no error.
      const quiet = Object.assign(vega.logger(vega.Error), { error: refuse })
      const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger: quiet })
      // Ids in the picture start from 0, whatever was drawn before.
      vega.resetSVGDefIds()
      try {
        return await view.toSVG()
      } finally {
        view.finalize()
      }
    },
    png(svg) {
      const font = { loadSystemFonts: false, fontFiles: fonts, defaultFontFamily: 'DejaVu Sans' }
      return new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 }, font }).render().asPng()
    },
  }
}

/** Reads the libraries as built for pages; together less than a megabyte. */
export function viewerScripts(): Promise<string[]> {
  const names = ['vega', 'vega-lite', 'vega-embed']
  const path = (name: string) => join(dirname(require.resolve(name)), `${name}.min.js`)
  return Promise.all(names.map((name) => readFile(path(name), 'utf8')))
}

/** Turns a warning into an error: Vega-Lite would go on, and draw another chart. */
function refuse(...words: readonly unknown[]): never {
  throw new Error(`the chart cannot be drawn as specified: ${words.join(' ')}`)
}

/** Estimates the width of a text in DejaVu Sans from above, pixels; Vega alone would guess. */
function textWidth(style: { fontSize?: number; fontWeight?: string | number }, text: unknown) {
  const em = [...String(text ?? '')].reduce((width, letter) => width + letterEm(letter), 0)
  const bold = style.fontWeight === 'bold' || Number(style.fontWeight) >= 600
  return em * (style.fontSize ?? 11) * (bold ? 1.1 : 1)
}

function letterEm(letter: string): number {
  if (/[ijl|!.,:;' ()[\]]/.test(letter)) return 0.36
  if (/[ftrI/-]/.test(letter)) return 0.42
  if (/[mwMW@%+=<>×]/.test(letter)) return 0.95
  // Letters outside the Latin script may be as wide as they are high.
  if (letter > '\u2e7f') return 1
  return /[A-Z]/.test(letter) ? 0.74 : 0.63
}
