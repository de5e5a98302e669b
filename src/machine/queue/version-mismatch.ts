import type { Attendee } from './presence.js'

/** Says of each that runs another version, once, that nothing will come of the two. */
export class VersionMismatch {
  readonly #told = new Set<string>()

  constructor(
    readonly own: Attendee,
    readonly warn: (line: string) => void,
  ) {}

  /** Looks through those who are there. */
  look(others: readonly Attendee[]): void {
    const { own } = this
    for (const { role, name, program } of others) {
      if (role === own.role || program === own.program || this.#told.has(name)) continue
      this.#told.add(name)
      this.warn(`${role} ${name} is ${program}, this is ${own.program}: no runs pass between them`)
    }
  }
}
