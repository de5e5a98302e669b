import type { DemoFile } from '../../machine/page/demo-page.js'
import { type RunSize, sizeFault } from '../../replay/demo-limits.js'
import { DONE } from '../exit-code.js'
import { readNumber } from '../options/number-option.js'
import { listenError } from '../terminal/listen-error.js'
import { stopRequest } from '../terminal/stop-request.js'
import type { Output, Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

/** Where the page is served. */
export interface PageArgs {
  readonly port: string
  readonly host: string
  readonly noOpen?: boolean
}

/** The options of a command that serves the page. */
export const PAGE_OPTIONS = {
  port: {
    type: 'string',
    requiresArg: true,
    default: '0',
    defaultDescription: 'any free one',
    describe: 'Port to serve the page on',
  },
  host: {
    type: 'string',
    requiresArg: true,
    default: '127.0.0.1',
    describe: 'Address to serve the page on; the default serves this machine only',
  },
  'no-open': { type: 'boolean', describe: 'Print the address of the page and open no browser' },
} as const

/** Reads where the page is to be served. Throws a UsageError. */
export function pageAddress({ host, port }: PageArgs) {
  return { host, port: readNumber('port', port, { least: 0, most: 65_535 }) }
}

/** The page to serve. */
export interface ServedPage {
  readonly files: Readonly<Record<DemoFile, string>>
  /** What it opens on, by its id; undefined for its contents. */
  readonly opensOn?: { readonly [Kind in 'scenario' | 'chapter']?: string } | undefined
  /** A recording that the page loads, compressed. */
  readonly recording?: Uint8Array | undefined
}

/** Serves the page and opens it in a browser, until the program is stopped. */
export async function servePage(
  { files, opensOn, recording }: ServedPage,
  args: PageArgs,
  terminal: Terminal,
): Promise<number> {
  const { PageServer } = await import('../../machine/page/page-server.js')
  const address = pageAddress(args)
  const server = await PageServer.listen(files, address, recording).catch((failure) => {
    throw listenError(failure, address)
  })
  const { url: base } = server
  const url = opensOn === undefined ? base : `${base}#${new URLSearchParams(opensOn)}`
  terminal.stdout.write(`${url}\n`)
  const isOpen = args.noOpen !== true && (await opensInBrowser(url))
  const hint = isOpen ? 'the page opens in your browser' : 'open this address in a browser'
  terminal.stderr.write(`${hint}; Ctrl-C stops serving it\n`)
  await stopRequest()
  await server.close()
  return DONE
}

/** Opens a file in a browser, or asks the reader to do so. */
export async function showFile(file: string, stderr: Output): Promise<void> {
  const { pathToFileURL } = await import('node:url')
  if (await opensInBrowser(pathToFileURL(file).href)) return
  stderr.write(`found no browser here; open ${file} in one\n`)
}

async function opensInBrowser(url: string): Promise<boolean> {
  const { openBrowser } = await import('../../machine/page/browser.js')
  return openBrowser(url)
}

/** Refuses a run that the page could not show, or not soon; `advice` is what to do instead. */
export function refuseLarge(size: RunSize, advice: string): void {
  const fault = sizeFault(size)
  if (fault !== null) throw new UsageError(`${fault} ${advice}`)
}
