import { join } from 'node:path'
import { root } from '../tidy/source.js'
import { buildNotebooks, NOTEBOOKS } from './build.js'

/** `npm run notebooks`: builds every notebook into `results/notebooks`. */
const folder = join(root, 'results/notebooks')
await buildNotebooks(folder)
for (const name of NOTEBOOKS) console.log(`results/notebooks/${name}.html`)
