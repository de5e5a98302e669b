import { signal } from '@preact/signals'
import { sizeFault, sizeOf } from '../../../replay/demo-limits.js'
import type { DemoScenario } from '../../../replay/demo-scenario.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { readActs, writeActs } from './acts.js'
import { loadChecker } from './checker-client.js'

/** Why the last change of a setting was refused; empty if it was not. */
export const settingRefusal = signal('')

/** Changes a setting of the scenario shown, as `sim run --set` does, and runs it anew. */
export async function addSetting(setting: string): Promise<void> {
  await change([...(store.adjusted.value?.set ?? []), setting])
}

/** Takes back a change of a setting, by its place in the list. */
export async function dropSetting(at: number): Promise<void> {
  const set = store.adjusted.value?.set ?? []
  await change(set.filter((_, i) => i !== at))
}

/** Reads the settings of an address, if it has any. */
export async function restoreSettings(address: URLSearchParams): Promise<void> {
  const id = address.get('scenario')
  const { scenarios } = store
  await adjust(
    scenarios.value.find((each) => each.id === id) ?? scenarios.value[0],
    address.has('chapter') ? [] : address.getAll('set'),
  )
}

async function change(set: readonly string[]): Promise<void> {
  if (!(await adjust(store.unadjusted.value, set))) return
  const { acts, scenario } = store
  // A group may be smaller now, or gone.
  acts.value = readActs(writeActs(acts.value), scenario.value.settings)
  void store.simulate(store.time.value)
}

/** Changes settings of a scenario, from its own text. Returns whether that went well. */
async function adjust(scenario: DemoScenario, set: readonly string[]): Promise<boolean> {
  settingRefusal.value = ''
  if (set.length === 0) {
    store.adjusted.value = null
    return true
  }
  const { result: _, ...base } = scenario
  const { text, file, set: own } = base.source
  const checked = await loadChecker().then(
    (checker) => checker.parse(text, file, [...own, ...set]),
    (failure: Error) => ({ message: t('cannotLoad', { file: failure.message }) }),
  )
  const fault =
    'message' in checked ? checked.message : sizeFault(sizeOf(checked.name, checked.settings))
  settingRefusal.value = fault ?? ''
  if (fault !== null || 'message' in checked) return false
  const command = [...base.command, ...set.flatMap((each) => ['--set', each])]
  // The random seed has a place of its own on the page.
  const settings = { ...checked.settings, seed: base.settings.seed }
  store.adjusted.value = { set, scenario: { ...base, ...checked, settings, command } }
  return true
}
