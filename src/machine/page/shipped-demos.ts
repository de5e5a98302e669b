import type { DemoScenario } from '../../replay/demo-scenario.js'
import { loadScenario, scenarioText } from '../input/scenario-file.js'
import { STANDARD_INPUT } from '../input/text-file.js'

const SIZE = ['torrent.size=8MiB', 'torrent.pieceLength=128KiB']
const SMALL_SIZE = ['torrent.size=4MiB', 'torrent.pieceLength=128KiB']

/** The scenarios that the page offers: shipped ones, small enough to see every peer. */
const SHIPPED: readonly (readonly [file: string, ...set: readonly string[]])[] = [
  ['classes', ...SIZE, 'groups.fast.count=8', 'groups.middling.count=8', 'groups.slow.count=8'],
  ['free-riders', ...SIZE, 'groups.compliant.count=16', 'groups.free-riders.count=4'],
  ['random-slots', ...SIZE, 'groups.tit-for-tat.count=10', 'groups.random.count=10'],
  ['nat', ...SIZE, 'groups.open.count=10', 'groups.behind-nat.count=10'],
  ['last-seed-leaves', ...SIZE, 'groups.leechers.count=20'],
  ['flashcrowd', ...SIZE, 'groups.leechers.count=40'],
  ['slow-seed', ...SIZE, 'groups.leechers.count=30'],
  ['super-seed', ...SIZE, 'groups.leechers.count=24'],
  ['sybils', ...SIZE, 'groups.compliant.count=20', 'groups.free-riders.count=2'],
  ['altruists', ...SIZE, 'groups.compliant.count=16', 'groups.altruists.count=4'],
  ['early-leavers', ...SIZE, 'groups.compliant.count=16', 'groups.early-leavers.count=6'],
  ['client-server', ...SMALL_SIZE, 'groups.peers.count=12'],
  ['tree', ...SMALL_SIZE, 'groups.peers.count=12'],
]

/** Returns the scenarios that the page ships with, loaded. */
export function shippedDemos(): DemoScenario[] {
  return SHIPPED.map(([file, ...set]) => demoOf(file, set))
}

/**
 * Returns the settings, as `path=value`, that make a shipped scenario small enough for the page;
 * undefined if the page does not ship with it.
 */
export function smallerSettings(name: string): readonly string[] | undefined {
  return SHIPPED.find(([file]) => file === name)?.slice(1)
}

/**
 * Loads a scenario for the page.
 * @throws ScenarioError as `loadScenario` does
 */
export function demoOf(
  file: string,
  set: readonly string[],
  seed?: string,
  id: string = file,
): DemoScenario {
  const { name, title, settings, scenario } = loadScenario(file, { set, seed })
  const command = [file, ...set.flatMap((each) => ['--set', each])]
  const source =
    file === STANDARD_INPUT
      ? { text: JSON.stringify(scenario), file, set: [] }
      : { text: scenarioText(file), file, set }
  return { id, name, title, command, settings, source }
}
