import { columnLayout } from './column-layout.js'
import { forceLayout } from './force-layout.js'
import type { Arrange } from './layout.js'
import { ringLayout } from './ring-layout.js'

/** The layouts of the stage by their names in the address; the first is the default. */
export const LAYOUTS = {
  ring: ringLayout,
  columns: columnLayout,
  force: forceLayout,
} as const satisfies Record<string, Arrange>

/** The name of a layout. */
export type LayoutName = keyof typeof LAYOUTS

/** The names of all layouts, in the order in which a key goes through them. */
export const LAYOUT_NAMES = Object.keys(LAYOUTS) as readonly LayoutName[]
