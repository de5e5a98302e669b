import type { SuperSeedingMode } from '../peer/settings.js'

/** Every mode of super-seeding that a scenario may name, as its seeds' `superSeeding`. */
export const SUPER_SEEDINGS: Readonly<
  Record<Exclude<SuperSeedingMode, 'off'>, { readonly about: string; readonly source: string }>
> = {
  'bep-16': {
    about: 'shows each neighbour one piece, and the next once another neighbour has it, too',
    source: 'BEP 16',
  },
  'least-served': {
    about: 'smart seed: shows each neighbour one piece at a time, the one shown least so far',
    source: 'Bharambe, Herley, Padmanabhan 2006, smartseed',
  },
}
