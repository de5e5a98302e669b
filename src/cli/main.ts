#!/usr/bin/env node
import { commandLine } from './command-line.js'

// A reader that has seen enough (`sim list | head`) closes the pipe: no reason to lose a run.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

// Not process.exit: what is still in a pipe's buffer must get out.
process.exitCode = await commandLine(process.argv.slice(2), process)

// A system call that never returns, such as one on a lost network disk, must not keep the program.
setInterval(() => {
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit()
}, 5000).unref()
