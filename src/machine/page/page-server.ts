import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { DEMO_FILES, type DemoFile } from './demo-page.js'

/** Where a page is served. */
export interface PageAddress {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/** Serves the files of the page until it is closed. */
export class PageServer {
  readonly url: string
  readonly #server: Server

  private constructor(server: Server, host: string) {
    this.#server = server
    const { port } = server.address() as AddressInfo
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
  }

  /**
   * Begins to serve these files, and a compressed recording if there is one. `onReport` takes what
   * a page sends. Rejects with the system's error if the port or the host is not to be had.
   */
  static listen(
    files: Readonly<Record<DemoFile, string>>,
    { host, port }: PageAddress,
    recording?: Uint8Array,
    onReport?: (text: string) => void,
  ): Promise<PageServer> {
    const server = createServer((request, response) => {
      const { url = '/', method } = request
      const path = new URL(url, 'http://page').pathname.slice(1) || 'index.html'
      if (recording !== undefined && path === 'recording.bin.gz') {
        response.writeHead(200, { 'content-type': 'application/gzip', 'cache-control': 'no-store' })
        response.end(method === 'HEAD' ? undefined : recording)
        return
      }
      if (method === 'POST' && onReport !== undefined && path === 'report') {
        void text(request).then(onReport, () => undefined)
        response.writeHead(204).end()
        return
      }
      if (!Object.hasOwn(DEMO_FILES, path)) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n')
        return
      }
      const type = DEMO_FILES[path as DemoFile]
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
      response.end(method === 'HEAD' ? undefined : files[path as DemoFile])
    })
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve(new PageServer(server, host)))
    })
  }

  /** Stops, and drops the connections that browsers keep open. */
  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}
