import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './child.js'
import { folderWith, SMALL } from './small-swarm.js'
import { sim } from './terminal/recorder.js'

const MODULES = join(ROOT, 'node_modules')

let bundle: string
let place: ReturnType<typeof folderWith>

/** Returns what the bundled command prints. */
const bundled = (...argv: string[]) =>
  execFileSync(process.execPath, [join(bundle, 'cli/main.js'), ...argv], { encoding: 'utf8' })

beforeAll(() => {
  // The bundle uses the scenarios and the dependencies of the package around it.
  mkdirSync(join(MODULES, '.cache'), { recursive: true })
  bundle = mkdtempSync(join(MODULES, '.cache', 'bundle-'))
  execFileSync(process.execPath, [join(ROOT, '.build.mjs'), 'bundle', bundle])
  place = folderWith(SMALL)
})
afterAll(() => {
  for (const folder of [bundle, place.folder]) rmSync(folder, { recursive: true, force: true })
})

describe('the bundled sim', () => {
  it('prints what the sources print', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(bundled('--version').trim()).toBe(version)
    for (const words of [['list', 'scenarios'], ['schema'], ['list', 'presets'], ['--help']]) {
      expect(bundled(...words)).toBe((await sim(...words)).stdout)
    }
  })

  it('has no file that only passes on what another exports, and imports only files it has', () => {
    const names = readdirSync(bundle, { recursive: true, encoding: 'utf8' })
    for (const name of names.filter((each) => each.endsWith('.js'))) {
      const text = readFileSync(join(bundle, name), 'utf8')
      expect(text.trimStart(), name).not.toMatch(/^export \{[^}]*\} from/)
      for (const [, imported] of text.matchAll(/(?:from|import|import\() ?"(\.[^"]+\.js)"/g)) {
        expect(existsSync(join(bundle, dirname(name), imported)), `${name}: ${imported}`).toBe(true)
      }
    }
  })

  it('runs a swarm with the results and charts of the sources', async () => {
    const figures = (text: string) => {
      const {
        cpuSeconds: _,
        eventsPerCpuSecond: __,
        blocksPerCpuSecond: ___,
        ...same
      } = JSON.parse(text)
      return same
    }
    const argv = (out: string) => ['run', place.file, '--json', '--quiet', '--out', out]
    const fromSources = await sim(...argv(join(place.folder, 'sources')))
    const fromBundle = bundled(...argv(join(place.folder, 'bundle')))
    expect(figures(fromBundle)).toEqual(figures(fromSources.stdout))
    const saved = (kind: string) => join(place.folder, kind, 'small/seed-one')
    const names = readdirSync(saved('sources'), { recursive: true, encoding: 'utf8' }).sort()
    expect(names).toContain('report.html')
    expect(readdirSync(saved('bundle'), { recursive: true, encoding: 'utf8' }).sort()).toEqual(
      names,
    )
    for (const chart of names.filter((name) => name.endsWith('.png'))) {
      const drawn = (kind: string) => readFileSync(join(saved(kind), chart))
      expect(drawn('bundle').equals(drawn('sources')), chart).toBe(true)
    }
  })

  it('runs replications on threads, with the table of the sources', async () => {
    const argv = ['compare', place.file, '--replications', '2', '--workers', '2', '--quiet']
    const vary = ['--vary', 'groups.crowd.choker=tit-for-tat,unchoke-all']
    const table = (text: string) => text.replace(/^.*(results|report|runs|CPU).*$/gm, '')
    const fromSources = await sim(...argv, ...vary, '--out', join(place.folder, 'a'))
    const fromBundle = bundled(...argv, ...vary, '--out', join(place.folder, 'b'))
    expect(fromSources.stdout).toContain('unchoke-all')
    expect(table(fromBundle)).toBe(table(fromSources.stdout))
  })
})
