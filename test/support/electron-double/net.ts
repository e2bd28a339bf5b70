import { EventEmitter } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http'
import type { ClientRequestConstructorOptions, Net, ClientRequest as RealRequest } from 'electron'

/**
 * A request as Chromium's network makes it, over Node's: `redirect` is told instead of followed, and `end` sends it. Only
 * http, which is what a stand-in server on this machine speaks.
 */
class NetRequest extends EventEmitter {
  readonly #request: ClientRequest

  constructor(options: ClientRequestConstructorOptions) {
    super()
    const { method, hostname, port, path, headers, url } = options
    const address = url === undefined ? { hostname, port, path } : new URL(url)
    this.#request = startRequest({
      ...(address instanceof URL
        ? { hostname: address.hostname, port: address.port, path: `${address.pathname}${address.search}` }
        : address),
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers: headers as Record<string, string> }),
    })
    this.#request.on('response', (response: IncomingMessage) => {
      const status = response.statusCode ?? 0
      const to = response.headers.location
      if (status >= 300 && status < 400 && to !== undefined) {
        response.resume()
        this.emit('redirect', status, method ?? 'GET', to, {})
      } else this.emit('response', response)
    })
    this.#request.on('error', (error) => this.emit('error', error))
    this.#request.on('close', () => this.emit('close'))
  }

  setHeader(name: string, value: string): void {
    this.#request.setHeader(name, value)
  }

  write(chunk: string | Buffer): boolean {
    return this.#request.write(chunk)
  }

  end(chunk?: string | Buffer): this {
    this.#request.end(chunk)
    return this
  }

  abort(): void {
    this.#request.destroy()
    this.emit('abort')
  }
}

export const net = { request: (options: ClientRequestConstructorOptions) => new NetRequest(options) }

NetRequest satisfies new (
  options: ClientRequestConstructorOptions,
) => Record<keyof Pick<RealRequest, 'setHeader' | 'write' | 'end' | 'abort'>, unknown>
net satisfies Record<keyof Pick<Net, 'request'>, unknown>
