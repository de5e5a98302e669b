import { appendFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, expect } from 'vitest'
import type { Hits } from './probes.js'

// A mutant is killed by the first counterexample: a shorter one would only cost time.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true })

const path = process.env.MUTANTS_HITS

if (path !== undefined) {
  afterAll(() => {
    const { mutantProbes = {} } = globalThis as { mutantProbes?: Hits }
    const hits = Object.fromEntries(
      Object.entries(mutantProbes).map(([file, bytes]) => [file, [...bytes].join('')]),
    )
    appendFileSync(path, `${JSON.stringify({ test: expect.getState().testPath, hits })}\n`)
  })
}
