import { fileURLToPath } from 'node:url'
import { defineConfig } from 'rolldown'

/**
 * The command `sim` in a few files, in place of `dist/cli/main.js` and of all that this imports: to
 * find, read and compile two hundred small files takes longer than a short command's own work.
 */
export default defineConfig({
  input: {
    'cli/main': 'src/cli/main.ts',
    // A thread that runs swarms begins with a file of its own, beside what begins it.
    'bundle/run-worker': 'src/machine/workers/run-worker.ts',
  },
  platform: 'node',
  // Large or native, and loaded by few commands, late: they stay where npm has put them.
  external: [/^@resvg\//, /^vega/, 'bullmq', 'dejavu-fonts-ttf', 'ioredis', 'jiti'],
  resolve: {
    // A package that is there as a module and as CommonJS is taken as a module.
    mainFields: ['module', 'main'],
    // Three more that yargs brings load the system's tables of all emoji, in 40 ms at every start.
    alias: { 'string-width': fileURLToPath(import.meta.resolve('string-width')) },
  },
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    chunkFileNames: 'bundle/[name]-[hash].js',
  },
  logLevel: 'warn',
})
