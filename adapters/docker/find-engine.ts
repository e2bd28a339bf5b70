import { OvenError } from '../../core/errors.ts'
import { type Connection, openConnection } from './connection.ts'
import type { Deadlines } from './deadlines.ts'
import type { Candidate } from './discovery.ts'
import { engineDown } from './refusal.ts'

/**
 * Opens the first of the candidates that answers, in their order; all are asked at once, so that a dead one costs no
 * time. Throws `engine-down` with what was tried and what to do.
 */
export async function findEngine(
  candidates: Candidate[],
  options: { deadlines: Deadlines; platform: NodeJS.Platform },
): Promise<Connection> {
  const { deadlines, platform } = options
  const attempts = candidates.map((candidate) =>
    openConnection(candidate, { pingMs: deadlines.pingMs, infoMs: deadlines.callMs }).then(
      (connection) => ({ connection, error: null }),
      (error: unknown) => ({ connection: null, error }),
    ),
  )
  const failures: { candidate: Candidate; error: unknown }[] = []
  for (const [index, attempt] of attempts.entries()) {
    const { connection, error } = await attempt
    const candidate = candidates[index]!
    if (connection) {
      for (const later of attempts.slice(index + 1)) void later.then((other) => other.connection?.close())
      return connection
    }
    failures.push({ candidate, error })
  }
  throw notFoundAnywhere(failures, platform)
}

function notFoundAnywhere(
  failures: { candidate: Candidate; error: unknown }[],
  platform: NodeJS.Platform,
): OvenError {
  const only = failures.length === 1 ? failures[0] : undefined
  const telling = only ?? failures.find(({ error }) => !isMissingSocket(error))
  const reason = telling
    ? `No container engine answers at ${telling.candidate.foundBy}: ${sentenceOf(telling.error)}`
    : 'No container engine answers: none of the usual sockets is there.'
  const tried = only
    ? ''
    : ` Looked at ${failures.map(({ candidate }) => candidate.endpoint.url).join(', ')}.`
  return engineDown(
    reason,
    howToStart(telling?.error, telling?.candidate ?? null, platform) + tried,
    causeOf(telling?.error),
  )
}

function howToStart(error: unknown, candidate: Candidate | null, platform: NodeJS.Platform): string {
  if (codeOf(error) === 'EACCES') {
    return 'Add yourself to the group that may use it (`sudo usermod -aG docker $USER`) and sign in again.'
  }
  if (candidate?.foundBy === 'DOCKER_HOST')
    return 'Start that engine, or unset DOCKER_HOST to have the usual sockets looked at.'
  if (candidate?.foundBy.startsWith('context ')) {
    return `Start the engine of ${candidate.foundBy}, or choose another with \`docker context use <name>\`.`
  }
  if (platform === 'darwin') return 'Start Docker Desktop or OrbStack, or run `colima start`.'
  return 'Start it with `sudo systemctl start docker`; on Debian it is installed with `sudo apt-get install docker.io`.'
}

function isMissingSocket(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}

function codeOf(error: unknown): string | undefined {
  return (causeOf(error) as { code?: string } | undefined)?.code
}

function causeOf(error: unknown): unknown {
  return (error as Error | undefined)?.cause
}

function sentenceOf(error: unknown): string {
  return error instanceof OvenError ? error.message : `${(error as Error).message}.`
}
