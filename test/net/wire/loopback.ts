import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Returns two ends of a connection over 127.0.0.1: the dialling one and the accepted one. */
export async function loopback(): Promise<{ sockets: [Socket, Socket]; close: () => void }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [
    [Socket],
    unknown,
  ]
  const close = () => {
    near.destroy()
    far.destroy()
    server.close()
  }
  return { sockets: [near, far], close }
}
