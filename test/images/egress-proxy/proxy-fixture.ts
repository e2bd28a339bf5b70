import { type ChildProcess, spawn } from 'node:child_process'
import { type AddressInfo, connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

const main = new URL('../../../images/egress-proxy/main.js', import.meta.url).pathname

export interface Decision {
  t: 'decision'
  host: string
  port: number
  allowed: boolean
  reason: string | null
  count: number
}

/** The real program of the image, as a process of this machine. */
export async function startProxy(settings: Record<string, unknown>) {
  const port = await freePort()
  const child: ChildProcess = spawn(process.execPath, [main, 'proxy'], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin!.end(
    JSON.stringify({
      listen: { address: '127.0.0.1', port },
      token: 'right',
      refuseAddresses: [],
      ...settings,
    }),
  )
  const decisions: Decision[] = []
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = JSON.parse(line)
      if (said.t === 'ready') resolve()
      else decisions.push(said)
    })
  })
  return {
    port,
    decisions,
    /** The answer's first line to a request written by hand, and all that followed. */
    ask: (head: string, options: { token?: string | null; then?: string } = {}) => ask(port, head, options),
    async stop(): Promise<void> {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function ask(
  port: number,
  head: string,
  { token = 'right', then }: { token?: string | null; then?: string },
): Promise<{ first: string; rest: string }> {
  const auth =
    token === null ? '' : `Proxy-Authorization: Basic ${Buffer.from(`oven:${token}`).toString('base64')}\r\n`
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port })
    let said = ''
    let sent = false
    socket.on('data', (bytes) => {
      said += bytes
      if (then !== undefined && !sent && said.includes('\r\n\r\n')) {
        sent = true
        socket.write(then)
      }
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [first = '', ...rest] = said.split('\r\n')
      resolve({ first, rest: rest.join('\r\n') })
    })
    socket.write(`${head}\r\n${auth}\r\n`)
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
