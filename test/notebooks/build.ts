import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { config, observable } from '@observablehq/notebook-kit/vite'
import { build, type Plugin } from 'vite'
import { root } from '../tidy/source.js'

/** The folder of the notebooks' sources. */
const SOURCES = join(root, 'notebooks')

/** The names of all notebooks, in order. */
export const NOTEBOOKS: readonly string[] = readdirSync(SOURCES)
  .filter((name) => name.endsWith('.html') && name !== 'page.html')
  .map((name) => basename(name, '.html'))

/** What replaces a library that the notebooks' runtime would load from a network. */
const ABSENT = '\0absent'

/** Keeps a page off the network: the libraries that cells could load by name are absent. */
const offline: Plugin = {
  name: 'offline',
  enforce: 'pre',
  resolveId: (id) => (/^https?:/.test(id) ? ABSENT : null),
  load: (id) => (id === ABSENT ? 'export default undefined' : null),
  transform: (code, id) =>
    id.endsWith('.css') ? code.replaceAll(/@import url\("https:[^)]*\);/g, '') : null,
}

/**
 * Builds one notebook into one file. A page from `file://` may load no module and no style from
 * another file, so both are in the page.
 */
async function page(name: string): Promise<string> {
  const { resolve, base } = config()
  const built = await build({
    root: SOURCES,
    base,
    resolve,
    configFile: false,
    logLevel: 'warn',
    plugins: [offline, observable({ template: join(SOURCES, 'page.html') })],
    build: {
      write: false,
      modulePreload: false,
      assetsInlineLimit: 2 ** 30,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        input: join(SOURCES, `${name}.html`),
        output: { codeSplitting: false },
        // The absent libraries have none of the names that the runtime passes on.
        shimMissingExports: true,
      },
    },
  })
  const [{ output }] = [built].flat() as { output: { fileName: string }[] }[]
  const texts = new Map(
    output.map((file) => {
      const { code, source } = file as { code?: string; source?: string | Uint8Array }
      return [file.fileName, code ?? String(source)] as const
    }),
  )
  const html = texts.get(`${name}.html`) ?? ''
  const text = (path: string) => texts.get(path.replace('./', '')) ?? ''
  return html
    .replace(/<script type="module"[^>]*src="([^"]+)"><\/script>/, '')
    .replace(
      /<link rel="stylesheet"[^>]*href="([^"]+)">/g,
      (_, path) => `<style>${text(path)}</style>`,
    )
    .replace('</body>', () => {
      const [, path] = /<script type="module"[^>]*src="([^"]+)">/.exec(html) ?? ['', '']
      const code = text(path).replaceAll('</script', '<\\/script')
      return `<script type="module">${code}</script></body>`
    })
}

/** Builds every notebook into a folder, a page each. */
export async function buildNotebooks(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const name of NOTEBOOKS) writeFileSync(join(folder, `${name}.html`), await page(name))
}

/** The text of a notebook's source. */
export function notebookSource(name: string): string {
  return readFileSync(join(SOURCES, `${name}.html`), 'utf8')
}
