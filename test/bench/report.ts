import { completions, type Figures, targets } from './figures.js'

const HEAD = [
  'workload',
  'peers',
  'blocks',
  'simulated s',
  'events',
  'events/block',
  'CPU s',
  'blocks/CPU s',
  'KiB/peer',
  'reference, blocks/CPU s',
  'ratio',
]

const whole = (value: number) => Math.round(value).toLocaleString('en')

/** Formats the figures as a Markdown table, with their targets and the machine's load. */
export function report(all: readonly Figures[], load: string): string {
  const rows = [HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '---:')), ...all.map(cells)]
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
  const targeted = targets(all).map(
    ({ what, found, target, met }) =>
      `- ${what}: ${found.toPrecision(3)}, target ${target}: ${met ? 'met' : 'missed'}`,
  )
  const compared = completions(all).map(
    ([what, ours, theirs]) =>
      `- L: ${what} completion ${ours.toFixed(0)} s, with libtorrent ${theirs} s`,
  )
  const linked = all
    .filter(({ workload }) => workload.targetKibPerPeer !== undefined)
    .map(({ name, links }) => `- ${name}: ${links.toFixed(1)} links per peer at the end`)
  return `${table}\n\n${[...targeted, ...linked, ...compared, `- ${load}`].join('\n')}\n`
}

function cells(figures: Figures): string[] {
  const { reference } = figures.workload
  return [
    figures.name,
    whole(figures.peers),
    whole(figures.blocks),
    whole(figures.simulatedSeconds),
    whole(figures.events),
    figures.eventsPerBlock.toFixed(2),
    figures.cpuSeconds.toFixed(2),
    whole(figures.blocksPerCpuSecond),
    figures.kibPerPeer.toFixed(1),
    reference ? `${reference.name}: ${whole(reference.blocksPerCpuSecond)}` : '',
    figures.ratio === null ? '' : `${figures.ratio.toPrecision(3)} x`,
  ]
}
