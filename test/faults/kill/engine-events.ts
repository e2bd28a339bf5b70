import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Listens to the engine for one action (`create`, `start`, `die`, `destroy`) on the containers of an install. `came`
 * resolves when it happens, or after `withinMs`. A listener for each strike, as one that is left open for minutes was
 * seen to fall silent.
 */
export async function listenFor(
  installId: string,
  action: string,
  withinMs: number,
): Promise<{ came: Promise<void> }> {
  const filters = ['type=container', `event=${action}`, `label=agent-oven.install=${installId}`]
  const words = ['events', ...filters.flatMap((filter) => ['--filter', filter]), '--format', '{{.Action}}']
  const events = spawn('docker', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  // The client needs a moment until it listens; it does not say when.
  await pause(150)
  const line = once(createInterface({ input: events.stdout }), 'line')
  const came = Promise.race([line, pause(withinMs), once(events, 'exit')]).then(() => {
    events.kill('SIGKILL')
  })
  return { came }
}
