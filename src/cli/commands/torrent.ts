import type { CommandGroup } from '../command.js'
import { torrentCreate } from './torrent-create.js'
import { torrentShow } from './torrent-show.js'

/** The commands for .torrent files. */
export const torrent: CommandGroup = {
  name: 'torrent',
  about: 'Make and show .torrent files',
  commands: [torrentCreate, torrentShow],
}
