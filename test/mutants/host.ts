import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'
import { createVitest, type TestModule, type TestSpecification, type Vitest } from 'vitest/node'
import { parse, root } from '../tidy/source.js'
import { probed, probesOf } from './probes.js'
import type { Failure, HostMessage, RunRequest } from './run-request.js'

/**
 * A process that keeps one Vitest and runs test files for its parent, each time with at most one
 * source file replaced. Vite serves the replaced text: no file on the disk changes. With the
 * argument `probes`, the sources record which of their blocks run instead.
 */

const isProbing = process.argv[2] === 'probes'
let replaced: RunRequest['replaced']

/** Serves the mutant's text, or sources with probes. */
const mutating: Plugin = {
  name: 'mutants',
  enforce: 'pre',
  transform(code, id) {
    const path = pathOf(id)
    if (path === replaced?.path) return { code: replaced.text, map: null }
    if (!isProbing || !/^src\/(?:peer|policy|sim)\//.test(path)) return undefined
    const source = parse(path, code)
    return { code: probed(source, probesOf(source)), map: null }
  },
}

function pathOf(id: string): string {
  return relative(root, id.replace(/\?.*$/, '')).replaceAll('\\', '/')
}

/** Keeps the order of the request. */
class InOrder {
  sort(files: TestSpecification[]): TestSpecification[] {
    return files
  }

  shard(files: TestSpecification[]): TestSpecification[] {
    return files
  }
}

function send(message: HostMessage): void {
  process.send?.(message)
}

function start(): Promise<Vitest> {
  return createVitest(
    'test',
    {
      root,
      config: false,
      watch: false,
      pool: 'threads',
      maxWorkers: 1,
      // A file that loads a source anew records the probes of its constants, too.
      isolate: isProbing,
      bail: isProbing ? 0 : 1,
      include: ['test/**/*.test.ts'],
      testTimeout: 600_000,
      setupFiles: [fileURLToPath(new URL('setup.ts', import.meta.url))],
      sequence: { sequencer: InOrder },
      reporters: [
        {
          onTestModuleStart: (module) => send({ type: 'begin', file: module.relativeModuleId }),
          onTestModuleEnd: (module) => {
            const seconds = module.diagnostic().duration / 1000
            send({ type: 'end', file: module.relativeModuleId, seconds })
          },
        },
      ],
    },
    { plugins: [mutating] },
  )
}

async function run(vitest: Vitest, request: RunRequest): Promise<void> {
  if (replaced) vitest.invalidateFile(join(root, replaced.path))
  replaced = request.replaced
  if (replaced) vitest.invalidateFile(join(root, replaced.path))
  // Vitest counts failures of earlier runs, too, when it decides whether to go on.
  vitest.state.idMap.clear()
  vitest.state.filesMap.clear()
  vitest.state.clearErrors()
  const project = vitest.getRootProject()
  const files = request.files.map((file) => project.createSpecification(join(root, file)))
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(files)
  const failures = testModules.flatMap(failuresOf)
  for (const error of unhandledErrors) {
    failures.push({ file: '', test: 'outside all tests', message: firstLine(String(error)) })
  }
  send({ type: 'done', failures })
}

function failuresOf(module: TestModule): Failure[] {
  const file = module.relativeModuleId
  const loading = module.errors().map(({ message }) => ({ test: 'loading', message }))
  const tests = [...module.children.allTests('failed')].map((test) => ({
    test: test.fullName,
    message: test.result().errors?.[0]?.message ?? 'failed',
  }))
  return [...loading, ...tests].map(({ test, message }) => ({
    file,
    test,
    message: firstLine(message),
  }))
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]
}

// A host does not outlive its parent, however that ended.
process.on('disconnect', () => process.exit())

const vitest = await start()
await vitest.standalone()
process.on('message', (request: RunRequest) => void run(vitest, request))
send({ type: 'ready' })
