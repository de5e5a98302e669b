import { gzipSync } from 'node:zlib'
import type { TextTable } from '../../lab/summary/text-table.js'
import { demoFiles } from '../../machine/page/demo-page.js'
import { findChromium, HeadlessBrowser } from '../../machine/page/headless-browser.js'
import { PageServer } from '../../machine/page/page-server.js'
import { demoOf } from '../../machine/page/shipped-demos.js'
import type { FrameReport } from '../../replay/frame-report.js'
import { DONE, FAILED } from '../exit-code.js'
import type { Terminal } from '../terminal/terminal.js'
import { drawTable } from '../terminal/text-table.js'

/** The runs to draw: their peers, and how long a frame of theirs may take, milliseconds. */
const RUNS = [
  { peers: 100, aimMilliseconds: 8 },
  { peers: 300, aimMilliseconds: 16 },
] as const

/** When the page is to be interactive, and what it may weigh. */
const AIM_SECONDS = 2
const AIM_KILOBYTES = 500

/** A browser that has not reported by then never will. */
const PATIENCE_SECONDS = 300

/** Measures the page in a browser without a window, and prints what it found. */
export async function benchPage({ stdout, stderr }: Terminal): Promise<number> {
  const program = findChromium()
  if (program === null) {
    stderr.write('sim: --bench found no Chromium; on Debian: apt-get install chromium\n')
    return FAILED
  }
  const rows: string[][] = []
  for (const { peers, aimMilliseconds } of RUNS) {
    stderr.write(`drawing ${peers} peers in ${program} …\n`)
    rows.push(rowOf(peers, aimMilliseconds, await measured(program, peers)))
  }
  stdout.write(`${drawTable(tableOf(rows), stdout.isTTY === true, stdout.columns)}\n`)
  stdout.write(`Interactive: less than ${AIM_SECONDS} s is the aim.\n${weight()}\n`)
  return DONE
}

function tableOf(rows: readonly (readonly string[])[]): TextTable {
  return {
    title: 'Script, layout and paint of a frame',
    head: ['Peers', 'Frames', 'Median', '95 %', 'Worst', 'Aim', 'Interactive', 'Run is there'],
    rows,
    textColumns: 0,
  }
}

function rowOf(peers: number, aimMilliseconds: number, report: FrameReport): string[] {
  const sorted = report.frameMilliseconds.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`
  return [
    String(peers),
    String(sorted.length),
    ...[0.5, 0.95, 1].map((share) => `${at(share).toFixed(1)} ms`),
    `${aimMilliseconds} ms`,
    seconds(report.interactiveMilliseconds),
    seconds(report.readyMilliseconds),
  ]
}

/** Lets the page play a run of so many peers, and returns what it reports. */
async function measured(program: string, peers: number): Promise<FrameReport> {
  const set = ['torrent.size=8MiB', 'torrent.pieceLength=128KiB']
  const scenario = demoOf('flashcrowd', [...set, `groups.leechers.count=${peers - 1}`])
  let received: (text: string) => void = () => undefined
  const report = new Promise<string>((resolve) => {
    received = resolve
  })
  const files = demoFiles({ ...scenario, id: 'given' })
  const address = { host: '127.0.0.1', port: 0 }
  const server = await PageServer.listen(files, address, undefined, received)
  const browser = new HeadlessBrowser(program, `${server.url}?bench#scenario=given&lang=en`)
  let patience: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const message = `${program} reported nothing within ${PATIENCE_SECONDS} s`
    patience = setTimeout(() => reject(new Error(message)), PATIENCE_SECONDS * 1000)
  })
  try {
    return JSON.parse(await Promise.race([report, browser.ended, late])) as FrameReport
  } finally {
    clearTimeout(patience)
    await browser.close()
    await server.close()
  }
}

/** Returns what the page weighs, compressed as a server would send it. */
function weight(): string {
  const files = Object.entries(demoFiles(null)).map(([name, text]) => ({
    name,
    kilobytes: gzipSync(text, { level: 9 }).length / 1000,
  }))
  const sum = (all: typeof files) => all.reduce((total, { kilobytes }) => total + kilobytes, 0)
  const first = sum(files.filter(({ name }) => name !== 'checker.js'))
  const later = sum(files) - first
  return (
    `Weight, compressed: ${first.toFixed(0)} kB, and ${later.toFixed(0)} kB more when a scenario ` +
    `is imported or copied; less than ${AIM_KILOBYTES} kB is the aim.`
  )
}
