import type { Checker } from '../../checker/checker.js'

let loading: Promise<Checker> | null = null

/**
 * Loads the checker of scenarios, once. It is a classic script next to the page's own: a page from
 * `file://` can load that, and no module.
 */
export function loadChecker(): Promise<Checker> {
  loading ??= new Promise<Checker>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = 'checker.js'
    script.onload = () => resolve((globalThis as unknown as { swarmChecker: Checker }).swarmChecker)
    script.onerror = () => {
      loading = null
      reject(new Error('checker.js'))
    }
    document.head.append(script)
  })
  return loading
}
