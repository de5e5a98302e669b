import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { type Fault, RULES, type Rule, ruleOf } from '../../lab/fuzz/fault.js'
import type { Document } from '../../lab/fuzz/random-scenario.js'
import { writeAtomically } from '../../machine/files/atomic-write.js'
import type { PolicyArgs } from '../options/policy-options.js'

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

/** Returns the command that checks a finding's file again, to copy into a shell. */
export function replayCommand(file: string, { policy = [], decisionBudget }: PolicyArgs): string {
  const words = ['sim', 'fuzz', '--replay', file, ...policy.flatMap((each) => ['--policy', each])]
  if (decisionBudget !== undefined) words.push('--decision-budget', decisionBudget)
  return words.map(quoted).join(' ')
}

/** A word of a command line, in quotes if the shell would not take it as it is. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replaceAll(/["$`]/g, '\\$&')}"`
}

/** Returns a path for a rule's finding that no file has yet, and creates an empty file there. */
export function claimFindingFile(folder: string, rule: string): string {
  const name = fileName(rule)
  for (let n = 1; ; n++) {
    const file = join(folder, n === 1 ? `${name}.json` : `${name}-${n}.json`)
    try {
      closeSync(openSync(file, 'wx'))
      return file
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Writes a finding as a scenario file whose title and `about` say what is wrong. */
export function writeFinding(
  file: string,
  { rule, what, document }: Finding,
  policies: PolicyArgs,
): void {
  const { version, name, title: _title, about: _about, ...rest } = document
  const sentence = /[.!?]$/.test(what) ? what : `${what}.`
  const about = `${sentence} Repeat it with: ${replayCommand(file, policies)}`
  const scenario = { version, name, title: titleOf(rule), about, ...rest }
  writeAtomically(file, `${JSON.stringify(scenario, null, 2)}\n`)
}

function fileName(rule: string): string {
  return rule
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/-$/, '')
}
