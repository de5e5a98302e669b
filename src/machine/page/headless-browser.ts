import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Chromium and its relatives, by the names or files of each system. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}
const ELSEWHERE = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const FLAGS = ['--headless', '--no-first-run', '--disable-sync', '--disable-background-networking']

/** Returns Chromium or Chrome on this machine; null if there is none. */
export function findChromium(): string | null {
  const programs = PROGRAMS[process.platform]
  const found =
    programs === undefined
      ? ELSEWHERE.find((name) => spawnSync(name, ['--version']).status === 0)
      : programs.find((file) => existsSync(file))
  return found ?? null
}

/** A browser without a window, with a profile of its own, that shows one page. */
export class HeadlessBrowser {
  readonly #profile = mkdtempSync(join(tmpdir(), 'sim-browser-'))
  readonly #process: ChildProcess
  /** Rejects when the browser ends by itself. */
  readonly ended: Promise<never>

  constructor(program: string, url: string) {
    // Chromium refuses its sandbox to the superuser, which is the user of most containers.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const own = [`--user-data-dir=${this.#profile}`, '--window-size=1280,800', ...sandbox]
    this.#process = spawn(program, [...FLAGS, ...own, url], { stdio: 'ignore' })
    this.ended = new Promise((_resolve, reject) => {
      this.#process.once('error', reject)
      this.#process.once('exit', (code, signal) => {
        reject(new Error(`${program} ended with ${signal ?? code}`))
      })
    })
    this.ended.catch(() => undefined)
  }

  /** Ends the browser and removes its profile. */
  async close(): Promise<void> {
    this.#process.kill()
    await this.ended.catch(() => undefined)
    try {
      rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    } catch {
      // Its other processes may still write there. The system clears its temporary folder.
    }
  }
}
