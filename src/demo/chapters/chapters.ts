import type { Chapter } from './chapter.js'
import { EVERYBODY_SERVES } from './everybody-serves.js'
import { ONE_SERVER } from './one-server.js'

/** All chapters in the order of the page. */
export const CHAPTERS: readonly Chapter[] = [ONE_SERVER, EVERYBODY_SERVES]
