import type { Environment, ForeignPeer, ForeignTask } from './foreign-client.js'

/** An event of a script, one JSON text line each. */
type News = { readonly event: 'listening'; readonly port: number } | { readonly event: 'finished' }

/**
 * Runs a client in one of our scripts. The script gets the task as JSON in its last argument (a
 * .torrent in base 64) and prints events.
 */
export async function runScript(
  environment: Environment,
  program: string,
  args: readonly string[],
  task: ForeignTask,
): Promise<ForeignPeer> {
  const { torrent } = task
  const told =
    typeof torrent === 'string'
      ? { ...task, torrent: undefined, magnet: torrent }
      : { ...task, torrent: Buffer.from(torrent).toString('base64') }
  const { lines, unlessItEnds } = environment.start(program, [...args, JSON.stringify(told)])
  let listens: (port: number) => void
  let finish: () => void
  const listening = new Promise<number>((resolve) => {
    listens = resolve
  })
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  lines.on('line', (line: string) => {
    if (!line.startsWith('{')) return
    const news = JSON.parse(line) as News
    if (news.event === 'listening') listens(news.port)
    else finish()
  })
  const port = await unlessItEnds(listening)
  return { address: { host: task.host, port }, finished: unlessItEnds(done) }
}
