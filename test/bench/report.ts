import { aims, completions, type Figures } from './figures.js'

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

/** The figures as a table in Markdown, what was aimed at, and the load they were taken under. */
export function report(all: readonly Figures[], load: string): string {
  const rows = [HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '---:')), ...all.map(cells)]
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
  const aimed = aims(all).map(
    ({ what, found, aim, met }) =>
      `- ${what}: ${found.toPrecision(3)}, aim ${aim}: ${met ? 'met' : 'missed'}`,
  )
  const compared = completions(all).map(
    ([what, ours, theirs]) =>
      `- L: ${what} completion ${ours.toFixed(0)} s, libtorrent's ${theirs} s`,
  )
  const linked = all
    .filter(({ workload }) => workload.targetKibPerPeer !== undefined)
    .map(({ name, links }) => `- ${name}: ${links.toFixed(1)} links a peer at the end`)
  return `${table}\n\n${[...aimed, ...linked, ...compared, `- ${load}`].join('\n')}\n`
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
