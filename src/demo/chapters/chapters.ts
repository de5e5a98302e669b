import type { Chapter } from './chapter.js'
import { EVERYBODY_SERVES } from './everybody-serves.js'
import { FILE_TO_SWARM } from './file-to-swarm.js'
import { FREE_RIDER } from './free-rider.js'
import { NEWCOMER } from './newcomer.js'
import { ONE_SERVER } from './one-server.js'
import { PARETO } from './pareto.js'
import { SANDBOX } from './sandbox.js'
import { SHAPES } from './shapes.js'
import { THE_END } from './the-end.js'
import { WHICH_PIECE } from './which-piece.js'
import { WHY_CHOKE } from './why-choke.js'
import { YOU_ARE_THE_PEER } from './you-are-the-peer.js'

/** All chapters in the order of the page. */
export const CHAPTERS: readonly Chapter[] = [
  FILE_TO_SWARM,
  ONE_SERVER,
  SHAPES,
  EVERYBODY_SERVES,
  WHICH_PIECE,
  WHY_CHOKE,
  YOU_ARE_THE_PEER,
  PARETO,
  NEWCOMER,
  FREE_RIDER,
  THE_END,
  SANDBOX,
]
