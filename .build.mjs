import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import cmdShim from 'cmd-shim'
import { build } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/**
 * Builds the package: `node .build.mjs` makes `dist` and the command `sim` in `node_modules/.bin`,
 * `node .build.mjs bundle FOLDER` bundles into a folder and does no more; with `page` in place of
 * `bundle` it also makes the page of `sim demo`, in `FOLDER/demo`; with `library` it only bundles
 * the library for browsers.
 */
const ROOT = dirname(fileURLToPath(import.meta.url))
const DIST = join(ROOT, 'dist')

/**
 * Bundles program and library into a few files. To find, read and compile hundreds of small files
 * takes longer than a short command's own work.
 */
const BUNDLE = {
  cwd: ROOT,
  input: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    // A thread starts from a file of its own, in the folder of the chunk that starts it.
    'bundle/run-worker': 'src/machine/workers/run-worker.ts',
    'bundle/fuzz-worker': 'src/machine/workers/fuzz-worker.ts',
  },
  platform: 'node',
  // Large or native, and loaded late by few commands: npm installs them.
  external: [/^@resvg\//, /^vega/, 'bullmq', 'dejavu-fonts-ttf', 'ioredis', 'jiti'],
  resolve: {
    // Of a package that has both kinds, take the ES module, not CommonJS.
    mainFields: ['module', 'main'],
    // The versions that yargs brings load tables of all emoji, 40 ms at every start.
    alias: { 'string-width': fileURLToPath(import.meta.resolve('string-width')) },
  },
  logLevel: 'warn',
}

/** A chunk that only passes on, under their own names, what another chunk exports. */
const FACADE = /^export \{ [\w$]+(?:, [\w$]+)* \} from "\.\/([^"]+)";$/m

/**
 * Leaves out the chunks that only pass on another's exports. Rolldown makes one for each module
 * that is imported late and shares a chunk with others.
 */
const withoutFacades = {
  name: 'without-facades',
  generateBundle(_options, files) {
    const chunks = Object.values(files).filter(({ type }) => type === 'chunk')
    for (const { fileName, moduleIds, code } of chunks) {
      const [, target] = (moduleIds.length === 0 && FACADE.exec(code)) || []
      if (target === undefined) continue
      for (const chunk of chunks) {
        chunk.code = chunk.code.replaceAll(basename(fileName), target)
      }
      delete files[fileName]
    }
  },
}

async function bundle(folder) {
  const chunkFileNames = 'bundle/[name]-[hash].js'
  await build({
    ...BUNDLE,
    plugins: [withoutFacades],
    output: {
      dir: folder,
      format: 'esm',
      sourcemap: true,
      chunkFileNames,
      minifyInternalExports: false,
      // Errors are small, and most commands load several: one file instead of eight.
      codeSplitting: {
        groups: [
          { name: 'errors', test: /[\\/](?:cli|machine[\\/]\w+)[\\/](?:\w+-error|exit-code)\.ts$/ },
        ],
      },
    },
  })
  chmodSync(join(folder, 'cli/main.js'), 0o755)
}

/** Loads what writes data into the page. It is bundled by itself: the package needs none of it. */
async function pageWriters(folder) {
  const dir = join(folder, '.page-writers')
  const input = {
    demos: 'src/machine/page/demo-build.ts',
    chapters: 'src/demo/chapters/build.ts',
  }
  try {
    await build({ ...BUNDLE, input, output: { dir, format: 'esm' } })
    const load = (name) => import(pathToFileURL(join(dir, `${name}.js`)))
    return { ...(await load('demos')), ...(await load('chapters')) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What the scripts of the page have in common: they run in a browser, whole and small. */
const PAGE = {
  cwd: ROOT,
  platform: 'browser',
  tsconfig: 'src/demo/tsconfig.json',
  logLevel: 'warn',
  write: false,
}

/**
 * Builds the page of `sim demo` into `demo/`: it runs from any folder, also without a server. Its
 * scripts are classic ones, and the worker's is a text in the first, since a page from `file://`
 * may load neither modules nor workers. The checker of scenarios is loaded when it is needed.
 */
async function bundlePage(folder) {
  const output = { format: 'iife', minify: true }
  const worker = await build({ ...PAGE, input: 'src/demo/worker/main.ts', output })
  const define = { ENGINE_SCRIPT: JSON.stringify(worker.output[0].code) }
  const input = 'src/demo/page/main.tsx'
  const page = await build({ ...PAGE, input, output, transform: { define } })
  const checker = await build({ ...PAGE, input: 'src/demo/checker/main.ts', output })
  const { withShippedDemos, chapterJson } = await pageWriters(folder)
  const source = (name) => readFileSync(join(ROOT, 'src/demo/page', name), 'utf8')
  const scenario = (name) => readFileSync(join(ROOT, 'scenarios', `${name}.json`), 'utf8')
  mkdirSync(join(folder, 'demo'))
  const write = (name, text) => writeFileSync(join(folder, 'demo', name), text)
  const tag = '<script type="application/json" id="chapters">'
  const index = source('index.html').replace(tag, () => tag + chapterJson(scenario))
  write('index.html', withShippedDemos(index))
  const styles = ['style.css', 'charts/charts.css', 'sandbox/sandbox.css', 'chapters/chapters.css']
  write('demo.css', styles.map(source).join(''))
  write('demo.js', page.output[0].code)
  write('checker.js', checker.output[0].code)
}

/** Bundles the library for browsers into one module that imports nothing. */
async function bundleLibrary(folder) {
  const output = { file: join(folder, 'browser.js'), format: 'esm' }
  const input = 'src/library/browser.ts'
  await build({ cwd: ROOT, platform: 'browser', logLevel: 'warn', input, output })
}

/** Checks the types and bundles the library's declarations into `types/`. */
async function declare(folder) {
  const all = join(folder, 'declarations')
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'))
  const options = ['--emitDeclarationOnly', '--sourceMap', 'false', '--outDir', all]
  const { status } = spawnSync(process.execPath, [tsc, '-p', ROOT, ...options], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(1)
  const input = {
    index: join(all, 'index.d.ts'),
    browser: join(all, 'library/browser.d.ts'),
  }
  const output = { dir: join(folder, 'types'), format: 'esm' }
  await build({
    // The comments name files from here: another build has the same texts.
    cwd: all,
    logLevel: 'warn',
    input,
    output,
    plugins: [dts({ dtsInput: true })],
    // The types of packages stay theirs.
    external: /^[\w@]/,
  })
  rmSync(all, { recursive: true })
}

/**
 * Moves a new build into `dist`, file by file, then removes what is left of an older one. A program
 * that runs from there meanwhile goes on: an equal build has files of equal names.
 */
function install(folder) {
  const isFile = (path) => statSync(path).isFile()
  const names = readdirSync(folder, { recursive: true })
  for (const name of names) {
    const [from, to] = [join(folder, name), join(DIST, name)]
    if (existsSync(to) && isFile(to) !== isFile(from)) rmSync(to, { recursive: true })
    if (isFile(from)) renameSync(from, to)
    else mkdirSync(to, { recursive: true })
  }
  const current = new Set(names)
  for (const name of readdirSync(DIST, { recursive: true })) {
    if (!current.has(name)) rmSync(join(DIST, name), { recursive: true, force: true })
  }
}

const [task, target] = process.argv.slice(2)
if (task === 'library') {
  await bundleLibrary(target)
} else if (task === 'bundle' || task === 'page') {
  await bundle(target)
  if (task === 'page') await bundlePage(target)
} else {
  mkdirSync(DIST, { recursive: true })
  const folder = mkdtempSync(join(DIST, '.build-'))
  try {
    await declare(folder)
    await bundle(folder)
    await bundleLibrary(folder)
    await bundlePage(folder)
    install(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  // npm links the commands of dependencies only. This writes `sim`, `sim.cmd` and `sim.ps1`.
  await cmdShim(join(DIST, 'cli/main.js'), join(ROOT, 'node_modules/.bin/sim'))
}
