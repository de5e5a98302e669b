import { spawn } from 'node:child_process'

/** The program of each system that opens a URL in the browser, and what goes before the URL. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  // The first quoted argument of `start` is the title of a window.
  win32: ['cmd', '/c', 'start', '""'],
}

/** Opens a URL in the user's browser. Resolves to false if there is no program for that. */
export function openBrowser(url: string): Promise<boolean> {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  // `cmd` takes "&" for its own.
  const escaped = process.platform === 'win32' ? url.replaceAll('&', '^&') : url
  return new Promise((resolve) => {
    const opener = spawn(program, [...args, escaped], { stdio: 'ignore', detached: true })
    opener.once('error', () => resolve(false))
    opener.once('spawn', () => opener.unref())
    opener.once('exit', (code) => resolve(code === 0))
    // A browser that xdg-open starts itself keeps it running.
    setTimeout(() => resolve(true), 3000).unref()
  })
}
