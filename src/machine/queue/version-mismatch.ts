import type { Participant } from './presence.js'

/** Warns once about each participant that runs another version: the two share no runs. */
export class VersionMismatch {
  readonly #warned = new Set<string>()

  constructor(
    readonly own: Participant,
    readonly warn: (line: string) => void,
  ) {}

  /** Checks all other participants. */
  check(others: readonly Participant[]): void {
    const { own } = this
    for (const { role, name, program } of others) {
      if (role === own.role || program === own.program || this.#warned.has(name)) continue
      this.#warned.add(name)
      const versions = `${role} ${name} runs ${program}, this ${own.role} runs ${own.program}`
      this.warn(`${versions}: they share no runs until both have the same version`)
    }
  }
}
