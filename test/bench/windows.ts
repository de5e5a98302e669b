import { errorsOf, randomPlant } from '../sim/sharing.js'

// npx tsx test/bench/windows.ts measures how far the rates of long flows over random access links
// are from their exact max-min fair rates, by the size of the TCP window.

const PLANTS = 24
/** The blocks that the slowest flow carries in a run. */
const BLOCKS = 150

const percent = (error: number) => `${(100 * error).toFixed(2)} %`

console.log('| window | flows | median error | 95 % | largest | off by more than 1 % |')
console.log('|---|---:|---:|---:|---:|---:|')
for (const kib of [256, 64, 1024]) {
  const errors: number[] = []
  for (let seed = 1; seed <= PLANTS; seed++) {
    const plant = { ...randomPlant(seed), network: { windowBytes: kib * 1024 } }
    errors.push(...errorsOf(plant, BLOCKS).map(Math.abs))
  }
  errors.sort((a, b) => a - b)
  const at = (share: number) => errors[Math.min(errors.length - 1, share * errors.length) | 0]
  const far = errors.filter((error) => error > 0.01).length / errors.length
  const cells = [at(0.5), at(0.95), at(1), far].map(percent)
  console.log(`| ${[`${kib} KiB`, errors.length, ...cells].join(' | ')} |`)
}
