import { writeFileSync } from 'node:fs'
import { PAGES } from './pages.js'

// Writes the generated pages: npm run docs
for (const { path, render } of PAGES) writeFileSync(path, render())
