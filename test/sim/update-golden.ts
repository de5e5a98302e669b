import { writeFileSync } from 'node:fs'
import { goldenHashes } from './swarm-sample.js'

// npx tsx test/sim/update-golden.ts

const text = `${JSON.stringify(goldenHashes(), null, 2)}\n`
writeFileSync(new URL('golden.json', import.meta.url), text)
process.stdout.write(text)
