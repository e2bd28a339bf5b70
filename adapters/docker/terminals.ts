import type { Engine, Terminal } from '../../core/ports/engine.ts'
import type { Deadlines } from './deadlines.ts'
import type { EngineLink } from './engine-link.ts'
import { type EngineRequest, readBody, upgradeToStream } from './engine-request.ts'

/** Two-way connections into containers: a terminal for a person, and input for a command beside the main one. */
export function createTerminals({
  link,
  deadlines,
}: {
  link: EngineLink
  deadlines: Deadlines
}): Pick<Engine, 'openTerminal' | 'feedCommand'> {
  return {
    openTerminal: (containerId, options) => openTerminal(link, deadlines, containerId, options),
    feedCommand: (containerId, request) => feedCommand(link, containerId, request),
  }
}

async function openTerminal(
  link: EngineLink,
  deadlines: Deadlines,
  containerId: string,
  { columns, rows, onOutput }: Parameters<Engine['openTerminal']>[1],
): Promise<Terminal> {
  const path = `/containers/${containerId}/attach?stream=1&stdin=1&stdout=1&stderr=1`
  const { socket, head } = await hijack(link, 'attach to the container', containerId, { path })
  if (head.length > 0) onOutput(head)
  socket.on('data', onOutput)
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const resize = (w: number, h: number) =>
    link.call({ doing: "resize the container's terminal", containerId }, async ({ docker }, signal) => {
      await docker.getContainer(containerId).resize({ w, h, abortSignal: signal })
    })
  try {
    await link.call(
      { doing: 'start the container', containerId },
      async ({ docker }, signal) => {
        await docker.getContainer(containerId).start({ abortSignal: signal })
      },
      deadlines.slowCallMs,
    )
  } catch (error) {
    socket.destroy()
    throw error
  }
  // A program that has ended already has no terminal to resize.
  await resize(columns, rows).catch(() => {})
  return {
    write: (bytes) => void socket.write(bytes),
    resize,
    ended,
    close: () => void socket.destroy(),
  }
}

async function feedCommand(
  link: EngineLink,
  containerId: string,
  { command, user, stdin }: Parameters<Engine['feedCommand']>[1],
): Promise<number> {
  const doing = 'run a command in the container'
  const exec = await link.call({ doing, containerId }, async ({ docker }, signal) => {
    const options = { Cmd: command, User: user, AttachStdin: true, AttachStdout: true, AttachStderr: true }
    return await docker.getContainer(containerId).exec({ ...options, abortSignal: signal })
  })
  const path = `/exec/${exec.id}/start`
  const { socket } = await hijack(link, doing, containerId, { path, body: { Detach: false, Tty: false } })
  return await link.call({ doing, containerId }, async (_, signal) => {
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    signal.addEventListener('abort', () => socket.destroy(), { once: true })
    socket.resume()
    socket.end(stdin)
    await closed
    const { ExitCode } = await exec.inspect({ abortSignal: signal })
    return ExitCode ?? -1
  })
}

async function hijack(
  link: EngineLink,
  doing: string,
  containerId: string,
  request: Pick<EngineRequest, 'body'> & { path: string },
) {
  const connection = await link.connect()
  return await link.call({ doing, containerId }, async (_, signal) => {
    const answer = await upgradeToStream(connection.endpoint, {
      ...request,
      method: 'POST',
      path: `${connection.pathPrefix}${request.path}`,
      signal,
    })
    if (answer.kind === 'refused') {
      const body = (await readBody(answer.response)).toString()
      throw Object.assign(new Error(body), { statusCode: answer.response.statusCode ?? 0 })
    }
    answer.socket.on('error', () => {})
    return answer
  })
}
