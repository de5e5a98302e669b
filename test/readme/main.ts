import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../tidy/source.js'
import { MEASURING_COMMANDS, PICTURES } from './figures.js'
import { filesOf } from './page.js'
import { drawn, updated } from './update.js'
import { Workbench } from './workbench.js'

// npm run readme                 computes the outputs, figures and pictures of README.md again
// npm run readme -- --check      changes nothing, and fails if one of them differs
// npm run readme -- --measure    measures again what depends on the machine

const checks = process.argv.includes('--check')
const measures = process.argv.includes('--measure')
const isWanted = (command: string) => MEASURING_COMMANDS.includes(command) === measures

const page = readFileSync(join(root, 'README.md'), 'utf8')
const bench = new Workbench(filesOf(page))
const stale: string[] = []

/** Writes a file that has changed, or notes that it has. */
function keep(file: string, bytes: Buffer): void {
  const path = join(root, file)
  if (existsSync(path) && readFileSync(path).equals(bytes)) return
  stale.push(file)
  if (!checks) writeFileSync(path, bytes)
}

try {
  keep('README.md', Buffer.from(updated(page, bench, isWanted)))
  for (const picture of PICTURES.filter(({ command }) => isWanted(command))) {
    keep(picture.file, drawn(picture, bench))
  }
} finally {
  bench.close()
}

if (stale.length === 0) console.log('README.md and its pictures are up to date')
else if (!checks) console.log(`written: ${stale.join(', ')}`)
else {
  console.error(`out of date: ${stale.join(', ')}; to write them again: npm run readme`)
  process.exitCode = 1
}
