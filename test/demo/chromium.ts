import { type Browser, chromium } from 'playwright-core'

/** Debian's Chromium. */
export const CHROMIUM = '/usr/bin/chromium'

const FLAGS = `--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
  --disable-background-networking --disable-component-update --disable-sync`.split(/\s+/)

/** Starts the browser; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}
