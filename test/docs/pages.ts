import { renderLanguage } from './language-page.js'
import { renderResults } from './results-page.js'

/** A page that is generated from the source of what it documents. */
export interface GeneratedPage {
  readonly path: string
  render(): string
}

/** Every generated page. */
export const PAGES: readonly GeneratedPage[] = [
  { path: 'scenarios/README.md', render: renderLanguage },
  { path: 'results/README.md', render: renderResults },
]
