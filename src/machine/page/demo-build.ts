import { withScenarios } from './demo-page.js'
import { shippedDemos } from './shipped-demos.js'

/** Puts the scenarios that the page ships with into it; for the build. */
export function withShippedDemos(page: string): string {
  return withScenarios(page, 'shipped', shippedDemos())
}
