import { signal } from '@preact/signals'
import { sizeFault, sizeOf } from '../../../replay/demo-limits.js'
import type { DemoScenario } from '../../../replay/demo-scenario.js'
import * as store from '../store.js'
import { forgetChanges } from './acting.js'
import { loadChecker } from './checker-client.js'

/** The id of the reader's own scenario. */
const OWN_ID = 'own'

/** A longer text is not kept in the address: browsers refuse that. */
const MOST_KEPT = 50_000

/** The text of the reader's own scenario, and its file's name; null if there is none. */
const ownFile = signal<{ readonly name: string; readonly text: string } | null>(null)

/** Why the last scenario was refused; empty if it was not. */
export const refusal = signal('')

/** The name under which a scenario that was pasted is known. */
const PASTED = 'scenario.json'

/** Reads a scenario and simulates it; where it is wrong, says so and keeps the run shown. */
export async function importScenario(text: string, file = PASTED): Promise<void> {
  if (!(await addOwn(file, text))) return
  forgetChanges()
  store.scenarioId.value = OWN_ID
  store.seed.value = store.scenario.value.settings.seed
  void store.simulate()
}

/** Reads a scenario into the list of those on offer. Returns whether that went well. */
async function addOwn(file: string, text: string): Promise<boolean> {
  const checked = await loadChecker().then(
    (checker) => checker.parse(text, file, []),
    (failure: Error) => ({ message: failure.message }),
  )
  const fault =
    'message' in checked ? checked.message : sizeFault(sizeOf(checked.name, checked.settings))
  refusal.value = fault ?? ''
  if (fault !== null || 'message' in checked) return false
  const own: DemoScenario = {
    ...{ ...checked, id: OWN_ID, command: [file] },
    source: { text, file, set: [] },
  }
  ownFile.value = { name: file, text }
  store.scenarios.value = [own, ...store.scenarios.value.filter(({ id }) => id !== OWN_ID)]
  return true
}

/** Reads the own scenario of an address, if it has one. */
export async function restoreOwn(address: URLSearchParams): Promise<void> {
  const text = address.get('text')
  if (address.get('scenario') !== OWN_ID || text === null) return
  await addOwn(address.get('file') ?? PASTED, text)
}

/** Writes the own scenario into an address, if it is the one shown. */
export function keepOwn(address: URLSearchParams): void {
  const own = ownFile.value
  if (own === null || store.scenario.value.id !== OWN_ID || own.text.length > MOST_KEPT) return
  address.set('file', own.name)
  address.set('text', own.text)
}

/** Takes scenario files that are dropped anywhere on the page. */
export function acceptDrops(): void {
  addEventListener('dragover', (event) => event.preventDefault())
  addEventListener('drop', (event) => {
    event.preventDefault()
    const [file] = event.dataTransfer?.files ?? []
    store.panelId.value = 'sandbox'
    if (file !== undefined) void readFile(file)
  })
}

/** Reads a file that was dropped or chosen. */
export async function readFile(file: File): Promise<void> {
  await importScenario(await file.text(), file.name)
}
