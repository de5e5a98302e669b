import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { root } from './source.js'

// The compiler and the linter must report planted faults too: with a wrong path in their settings
// they would pass without reading any file.

describe('the compiler of the pure folders', () => {
  const { config } = ts.readConfigFile(join(root, 'test/tsconfig.pure.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'test'))

  function faults(text: string): number {
    const path = join(root, 'src/base/planted.ts')
    const host = ts.createCompilerHost(options)
    const read = host.getSourceFile
    host.getSourceFile = (name, version) =>
      name === path ? ts.createSourceFile(name, text, version) : read(name, version)
    const program = ts.createProgram([path], options, host)
    return program.getSemanticDiagnostics(program.getSourceFile(path)).length
  }

  it('knows no timers, no process and no Node modules', () => {
    expect(faults('setTimeout(() => 1, 1)\nprocess.exit()\nperformance.now()')).toBe(3)
    expect(faults("import 'node:fs'")).toBe(1)
    expect(faults('export const root = Math.sqrt(2)')).toBe(0)
  })
})

describe('the linter', () => {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')

  /** Lints one file in a new folder with our settings. */
  function output(path: string, text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'swarm-sim-'))
    try {
      copyFileSync(join(root, '.biome.json'), join(folder, '.biome.json'))
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
      const args = [biome, 'lint', '--vcs-enabled=false', path]
      const { stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: folder,
        encoding: 'utf8',
      })
      return stdout + stderr
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  it('reports a clock in a pure folder, and only there', () => {
    const text = 'export const now = Date.now()\n'
    expect(output('src/sim/planted.ts', text)).toContain('noRestrictedGlobals')
    expect(output('src/cli/planted.ts', text)).toContain('Checked 1 file')
    expect(output('src/cli/planted.ts', text)).not.toContain('noRestrictedGlobals')
  })

  it('reports a Node module in a pure folder', () => {
    const text = "import { sep } from 'node:path'\n\nexport const s = sep\n"
    expect(output('src/peer/planted.ts', text)).toContain('noNodejsModules')
  })
})
