import type Docker from 'dockerode'
import type { ContainerEnd, ContainerState } from '../../core/ports/engine.ts'
import type { Connection } from './connection.ts'
import { statusOf } from './refusal.ts'

/** What an inspection of a container says, and what only the end of a run needs. */
export interface InspectedContainer extends ContainerState {
  error: string
}

const statuses = ['created', 'running', 'exited', 'paused', 'restarting', 'removing', 'dead'] as const

/** `null` when there is no such container. Other errors as dockerode throws them. */
export async function inspect(
  connection: Connection,
  containerId: string,
  signal: AbortSignal,
): Promise<InspectedContainer | null> {
  try {
    const found = await connection.docker.getContainer(containerId).inspect({ abortSignal: signal })
    return fromInspection(found)
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

export function isAlive(state: ContainerState): boolean {
  return state.status === 'running' || state.status === 'paused' || state.status === 'restarting'
}

/** How a container that is not alive any more ended. */
export function endOf(state: InspectedContainer): ContainerEnd {
  return {
    kind: 'exited',
    exitCode: state.exitCode ?? -1,
    oomKilled: state.oomKilled,
    startedAt: state.startedAt ?? state.finishedAt ?? new Date(0).toISOString(),
    finishedAt: state.finishedAt ?? state.startedAt ?? new Date(0).toISOString(),
    error: state.error,
  }
}

function fromInspection(found: Docker.ContainerInspectInfo): InspectedContainer {
  const { State: state } = found
  const status = readStatus(state.Status)
  return {
    containerId: found.Id,
    name: found.Name.replace(/^\//, ''),
    labels: found.Config.Labels ?? {},
    status,
    exitCode: status === 'exited' || status === 'dead' ? state.ExitCode : null,
    oomKilled: state.OOMKilled,
    startedAt: readInstant(state.StartedAt),
    finishedAt: readInstant(state.FinishedAt),
    error: state.Error ?? '',
  }
}

function readStatus(text: string): ContainerState['status'] {
  return statuses.find((status) => status === text) ?? 'dead'
}

/** Docker writes nanoseconds, and the year 1 for “never”. */
function readInstant(text: string | undefined): string | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) || ms <= 0 ? null : new Date(ms).toISOString()
}
