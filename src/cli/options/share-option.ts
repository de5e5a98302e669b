import { nearest } from '../../lab/scenario/suggestion.js'
import { readQuantity } from '../../lab/scenario/units.js'
import { UsageError } from '../usage-error.js'

/** Reads "10%,50%" as shares between 0 and 1, both excluded. */
export function readShares(text: string): number[] {
  return text.split(',').map((part) => {
    const share = shareOf(part)
    if (share > 0 && share < 1) return share
    throw new UsageError(`--shares: expected shares such as "10%,50%,90%", found "${part}"`)
  })
}

/** Reads "none=10%,tit-for-tat=90%" as a share for each entry; equal shares if not given. */
export function readStart(text: string | undefined, entries: readonly string[]): number[] {
  if (text === undefined) return entries.map(() => 1 / entries.length)
  const population = entries.map(() => 0)
  for (const part of text.split(',')) {
    const [name, typed = ''] = part.split('=').map((side) => side.trim())
    const at = entries.indexOf(name)
    if (at < 0) {
      const near = nearest(name, entries)
      const hint = near === undefined ? '' : `; did you mean "${near}"?`
      throw new UsageError(
        `--start: "${name}" is not an entry${hint || `; entries are ${entries.join(', ')}`}`,
      )
    }
    const share = shareOf(typed)
    if (!(share >= 0 && share <= 1)) {
      throw new UsageError(`--start: expected a share such as ${name}=10%, found "${part}"`)
    }
    population[at] = share
  }
  const whole = population.reduce((sum, share) => sum + share, 0)
  if (Math.abs(whole - 1) < 1e-6) return population
  throw new UsageError(`--start: the shares add up to ${Math.round(1000 * whole) / 10}%, not 100%`)
}

function shareOf(text: string): number {
  const plain = text.trim()
  return readQuantity('share', /^[\d.]+$/.test(plain) ? Number(plain) : plain)
}
