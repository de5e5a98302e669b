import type { CommandGroup } from '../command.js'
import { torrentCreate } from './torrent-create.js'
import { torrentShow } from './torrent-show.js'

/** What is done with .torrent files. */
export const torrent: CommandGroup = {
  name: 'torrent',
  about: 'Makes and shows .torrent files',
  commands: [torrentCreate, torrentShow],
}
