import type { DemoScenario } from '../../replay/demo-scenario.js'
import type { Command } from '../command.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { PAGE_OPTIONS, type PageArgs, refuseLarge, servePage } from '../page/serve-page.js'
import type { KeptManifest } from '../run/kept-manifest.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface ReplayArgs extends PageArgs {
  readonly result: string
}

/** `sim replay`: opens a finished run in the page. */
export const replay: Command<ReplayArgs> = {
  name: 'replay',
  operands: '<result>',
  about: 'Open a finished run in the page that shows a swarm at work',
  positionals: {
    result: {
      type: 'string',
      describe: 'Folder of a run, e.g. results/classes/seed-1, or its manifest.json',
    },
  },
  options: { ...PAGE_OPTIONS, ...POLICY_OPTIONS },
  examples: [
    ['sim replay results/classes/seed-1', 'Show its recording, or run it again in the page'],
  ],
  note: 'The page compares its trace hash with that of the result.',
  act: replayResult,
}

async function replayResult(args: ReplayArgs, terminal: Terminal): Promise<number> {
  // Loaded here, since other commands do not need them.
  const { readFileSync } = await import('node:fs')
  const { demoFiles } = await import('../../machine/page/demo-page.js')
  const { readManifest } = await import('../run/kept-manifest.js')
  const { useKeptPlugins } = await import('../run/kept-plugins.js')
  const { expandScenario } = await import('../../lab/scenario/scenario.js')
  const { findRecording, readRecording, recordCommand } = await import('../run/recording-file.js')
  const { manifest, file, folder } = readManifest(args.result)
  if (manifest.tcp !== undefined) {
    throw new UsageError(`${file}: only simulated runs can be shown, found one on real sockets`)
  }
  const packed = findRecording(folder)
  const isRepeatable = (manifest.plugins ?? []).length === 0
  if (packed === undefined && !isRepeatable) {
    const again = `record the run: ${recordCommand(manifest)}`
    throw new UsageError(`${folder}: the page cannot load its plug-ins; ${again}`)
  }
  const plugins = await useKeptPlugins(file, manifest.plugins)
  try {
    const { name, title, settings } = expandScenario(manifest.scenario, file)
    const recording = packed === undefined ? null : readRecording(packed, manifest)
    const peers = settings.groups.reduce((sum, { count }) => sum + count, 0)
    const blocks = recording?.blocks.start.length ?? peers * Math.ceil(settings.sizeBytes / 16_384)
    refuseLarge({ name, peers, blocks }, `For one peer of it: sim trace ${args.result} --peer 1`)
    const given: DemoScenario = {
      ...{ id: 'given', name, title, settings, command: commandWords(manifest) },
      source: { text: JSON.stringify(manifest.scenario), file, set: [] },
      result: {
        folder,
        traceHash: manifest.traceHash,
        untilEvents: manifest.ended === 'interrupted' ? manifest.events : null,
        isRecorded: recording !== null,
        isRepeatable,
      },
    }
    const page = {
      files: demoFiles(given),
      opensOn: { scenario: given.id },
      recording: packed === undefined ? undefined : readFileSync(packed),
    }
    return await servePage(page, args, terminal)
  } finally {
    plugins.remove()
  }
}

/** Returns what `sim run` needs for the same run, the seed and what is printed apart. */
function commandWords({ argv }: KeptManifest): string[] {
  const [, ...words] = argv
  const isSeed = (word = '') => word === '--seed'
  return words.filter(
    (word, i) =>
      !isSeed(word) && !isSeed(words[i - 1]) && !/^--(?:seed=|quiet|json|record)/.test(word),
  )
}
