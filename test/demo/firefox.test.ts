import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { shippedDemos } from '../../src/machine/page/shipped-demos.js'
import { recordRun } from '../../src/replay/record-run.js'
import { sim } from '../cli/terminal/recorder.js'
import { missingProgram, whatIsMissing } from '../net/interop/local-network.js'
import { emptyFolder } from '../package/checkout.js'
import { isPageMissing } from './built.js'

const FIREFOX = 'firefox-esr'
const missing = whatIsMissing({ missing: () => missingProgram(FIREFOX, ['--version'], FIREFOX) })

/** A picture has more colours than this: four groups of peers, their rings, links and blocks. */
const FEW_COLOURS = 5

/** What the page tells of itself in Firefox. */
interface Told {
  readonly hash: string
  /** How many colours the picture on the stage has. */
  readonly colours: number
  readonly errors: readonly string[]
}

/** A script in the page that sends what it shows, once its run is there and on the stage. */
const teller = (port: number) => `<script>
  const errors = []
  addEventListener('error', ({ message }) => errors.push(message))
  let framesLeft = 600
  requestAnimationFrame(function look() {
    const hash = document.querySelector('[data-trace-hash]')?.textContent
    const colours = hash ? coloursOf(document.querySelector('.stage canvas')) : 0
    // The run may take any time; its picture comes some frames later.
    if (!hash || (colours < ${FEW_COLOURS} && framesLeft-- > 0)) return requestAnimationFrame(look)
    const body = JSON.stringify({ hash, colours, errors })
    void fetch('http://127.0.0.1:${port}/', { method: 'POST', mode: 'no-cors', body })
  })
  function coloursOf(canvas) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    return new Set(new Uint32Array(data.buffer)).size
  }
</script>`

/** Opens a file in Firefox without a window, and returns what the page there sends to a port. */
async function toldBy(file: string, values: string): Promise<Told> {
  const server = createServer()
  onTestFinished(() => void server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  appendFileSync(file, teller((server.address() as AddressInfo).port))
  const told = new Promise<Told>((resolve) => {
    server.on('request', async (request, response) => {
      resolve(JSON.parse(await text(request)))
      response.end()
    })
  })
  const address = `${pathToFileURL(file).href}#${values}`
  const own = ['--headless', '--no-remote', '--profile', emptyFolder()]
  const firefox = spawn(FIREFOX, [...own, address], { stdio: 'ignore' })
  const ended = new Promise<never>((_resolve, reject) => {
    firefox.once('error', reject)
    firefox.once('exit', (code) => reject(new Error(`${FIREFOX} ended with ${code}`)))
  })
  try {
    return await Promise.race([told, ended])
  } finally {
    firefox.kill()
    await ended.catch(() => undefined)
  }
}

it.skipIf(missing || isPageMissing)(
  `the exported page runs and draws in Firefox, from a file ${missing ?? ''}`,
  async () => {
    const folder = emptyFolder()
    await sim('demo', '--export', folder)
    const { hash, colours, errors } = await toldBy(
      join(folder, 'index.html'),
      'scenario=classes&t=60',
    )
    const { header } = recordRun(shippedDemos()[0])
    expect({ hash, errors }).toEqual({ hash: header.traceHash, errors: [] })
    expect(colours).toBeGreaterThanOrEqual(FEW_COLOURS)
  },
)
