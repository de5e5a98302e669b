import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Rules that depend on the theme; the others hold in light when they hold in dark. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** Makes the page able to check itself; once for each page. */
export async function addChecker(page: Page): Promise<void> {
  await page.evaluate(axe.source)
}

/** Returns what axe-core finds on the page in dark and in light, as "RULE at ELEMENT: fault". */
export async function findingsOn(page: Page): Promise<string[]> {
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
  await turn(page, 'light')
  const inLight = await findings(page, { values: OF_COLOURS })
  await turn(page, 'dark')
  return [...inLight.map((finding) => `in light, ${finding}`), ...(await findings(page))]
}

async function turn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.waitForSelector(`html[data-theme=${colorScheme}]`)
}

function findings(page: Page, only?: { readonly values: readonly string[] }): Promise<string[]> {
  const all = { rules: { 'target-size': { enabled: true } } }
  const options = only === undefined ? all : { runOnly: { type: 'rule', ...only } }
  return page.evaluate<string[]>(`
    axe.run(document, ${JSON.stringify({ ...options, resultTypes: ['violations'] })}).then(
      ({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) =>
          id + ' at ' + target.join(' ') + ': ' + failureSummary.split('\\n').at(-1).trim(),
        ),
      ),
    )`)
}
