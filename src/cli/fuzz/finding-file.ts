import { basename, join } from 'node:path'
import { type Fault, RULES, type Rule, ruleOf } from '../../lab/fuzz/fault.js'
import type { Document } from '../../lab/fuzz/random-scenario.js'
import { writeAtomically } from '../../machine/files/atomic-write.js'

/** A scenario that breaks a rule. */
export interface Finding extends Fault {
  readonly document: Document
}

/** A rule and what it says, for messages. */
export function ruleText(rule: string): string {
  return `${rule} (${RULES[ruleOf(rule)]})`
}

/** Returns whether a scenario is a finding for this rule that `writeFinding` has written. */
export function isFindingOf(rule: Rule, { title }: { readonly title?: string | undefined }) {
  return title === titleOf(rule)
}

function titleOf(rule: string): string {
  return `Breaks the rule: ${ruleText(rule)}`
}

/**
 * Writes a finding as a scenario file whose title and `about` say what is wrong, and returns its
 * path. A smaller scenario for the same rule replaces the file.
 */
export function writeFinding(folder: string, { rule, what, document }: Finding): string {
  const file = join(folder, `${fileName(rule)}.json`)
  const { version, name, title: _title, about: _about, ...rest } = document
  const title = titleOf(rule)
  const about = `${what} Repeat it with: sim fuzz --replay ${basename(file)}`
  const scenario = { version, name, title, about, ...rest }
  writeAtomically(file, `${JSON.stringify(scenario, null, 2)}\n`)
  return file
}

function fileName(rule: string): string {
  return rule
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/-$/, '')
}
