import { sizeOf } from '../../replay/demo-limits.js'
import type { DemoScenario } from '../../replay/demo-scenario.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { SCENARIO_OPTIONS } from '../options/scenario-options.js'
import {
  PAGE_OPTIONS,
  type PageArgs,
  pageAddress,
  refuseLarge,
  type ServedPage,
  servePage,
} from '../page/serve-page.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface DemoArgs extends PageArgs {
  readonly scenario?: string
  readonly set?: readonly string[]
  readonly seed?: string
  readonly export?: string
  readonly bench?: boolean
}

/** `sim demo`: opens the page that shows a swarm and its choking, block by block. */
export const demo: Command<DemoArgs> = {
  name: 'demo',
  operands: '[scenario]',
  about: 'Open a page: twelve chapters about choking, or any swarm block by block',
  positionals: {
    scenario: {
      type: 'string',
      describe: 'Chapter, scenario file, or the name of a shipped scenario',
    },
  },
  options: {
    ...SCENARIO_OPTIONS,
    ...PAGE_OPTIONS,
    export: {
      type: 'string',
      requiresArg: true,
      describe:
        'Write the page to this folder, or .zip file, and serve nothing; it needs no server',
    },
    bench: {
      type: 'boolean',
      describe: 'Measure in Chromium how fast the page draws 100 and 300 peers',
    },
  },
  examples: [
    ['sim demo', 'Open the page on its contents'],
    ['sim demo why-choke', 'Open it on a chapter; "sim list chapters" names them'],
    ['sim demo free-riders', 'Open it on a shipped scenario, made small'],
    ['sim demo mine.json --set groups.leechers.count=30', 'Open it on a scenario of your own'],
    ['sim demo --export page', 'Write the page; open page/index.html in a browser'],
    ['sim demo --export page.zip', 'The same as one file to pass on; unpack it first'],
    ['sim demo --bench', 'Measure how fast the page is on this machine'],
  ],
  act: openDemo,
}

async function openDemo(args: DemoArgs, terminal: Terminal): Promise<number> {
  const { demoFiles } = await import('../../machine/page/demo-page.js')
  pageAddress(args)
  if (args.bench === true) {
    if (args.scenario !== undefined || args.export !== undefined) {
      throw new UsageError('--bench measures two runs of its own; try sim demo --bench')
    }
    const { benchPage } = await import('../page/bench-page.js')
    return benchPage(terminal)
  }
  const { given, opensOn } = await chosen(args)
  const files = demoFiles(given)
  if (args.export !== undefined) {
    const { exportPage } = await import('../../machine/page/export-page.js')
    terminal.stdout.write(`${exportPage(files, args.export)}\n`)
    return DONE
  }
  return servePage({ files, opensOn }, args, terminal)
}

/** What the page opens on, and a scenario to put into it if it does not ship with that. */
interface Chosen {
  readonly given: DemoScenario | null
  readonly opensOn: ServedPage['opensOn']
}

async function chosen({ scenario, set = [], seed }: DemoArgs): Promise<Chosen> {
  const { demoOf, smallerSettings } = await import('../../machine/page/shipped-demos.js')
  if (scenario === undefined) {
    if (set.length > 0 || seed !== undefined) {
      throw new UsageError(
        '--set and --seed change a scenario; name one: sim demo classes --seed 2',
      )
    }
    return { given: null, opensOn: undefined }
  }
  const smaller = smallerSettings(scenario)
  if (set.length === 0 && seed === undefined) {
    if (smaller !== undefined) return { given: null, opensOn: { scenario } }
    const { shippedChapters } = await import('../../machine/input/scenario-file.js')
    const isChapter = shippedChapters().some(({ name }) => name === scenario)
    if (isChapter) return { given: null, opensOn: { chapter: scenario } }
  }
  const given = demoOf(scenario, [...(smaller ?? []), ...set], seed, 'given')
  refuseLargeScenario(given)
  return { given, opensOn: { scenario: given.id } }
}

/** Refuses a scenario that the page could not show, or not soon, and proposes a smaller one. */
function refuseLargeScenario({ name, command, settings }: DemoScenario): void {
  const [file] = command
  const group = settings.groups.find(({ holds }) => holds.kind !== 'all')?.name ?? 'leechers'
  const smaller = `sim demo ${file} --set torrent.size=8MiB --set groups.${group}.count=20`
  refuseLarge(sizeOf(name, settings), `Try ${smaller}`)
}
