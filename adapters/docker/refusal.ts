import { OvenError } from '../../core/errors.ts'

/** What dockerode throws: an HTTP status and the engine's own words, or a plain connection error. */
interface EngineFailure {
  statusCode?: number
  /** The body. The engine's sentence is in here; dockerode's own `reason` is often misleading. */
  json?: unknown
  code?: string
  message?: string
}

const lostConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EACCES',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** Whether an error says that the engine cannot be reached, rather than that it refused. */
export function isConnectionError(error: unknown): boolean {
  const { code, statusCode, message } = error as EngineFailure
  if (statusCode !== undefined) return false
  return (
    (code !== undefined && lostConnection.has(code)) || message === 'socket hang up' || message === 'aborted'
  )
}

/** The HTTP status of the engine's refusal, if it was one. */
export function statusOf(error: unknown): number | null {
  return (error as EngineFailure | null)?.statusCode ?? null
}

/** The engine's own sentence. */
export function wordsOf(error: unknown): string {
  const { json, message } = error as EngineFailure
  if (json && typeof json === 'object' && !Buffer.isBuffer(json)) {
    const words =
      (json as { message?: unknown; error?: unknown }).message ?? (json as { error?: unknown }).error
    if (typeof words === 'string' && words !== '') return words.trim()
  }
  if (Buffer.isBuffer(json) && json.length > 0) return json.toString().trim()
  // answers that are streams carry the words in dockerode's message only, after a reason of its own
  return (message ?? String(error)).replace(/^\(HTTP code \d+\) .*? - /, '').trim()
}

/** What a call was about, so that its refusal can be told in the oven's words. */
export interface Subject {
  /** As in “The engine did not <doing>”. */
  doing: string
  image?: string
  containerId?: string
}

/** An error of the connection, told as the engine's absence. */
export function engineDown(reason: string, hint: string | null = null, cause?: unknown): OvenError {
  return new OvenError('engine-down', reason, { kind: 'ENGINE_DOWN', hint, cause })
}

/** Turns what the engine answered into the oven's own error; errors of the oven pass through. */
export function toOvenError(error: unknown, subject: Subject): OvenError {
  if (error instanceof OvenError) return error
  const words = wordsOf(error)
  if (isConnectionError(error)) {
    return engineDown(`The container engine went away: it did not ${subject.doing}.`, null, error)
  }
  const bindSource = /bind source path does not exist: (.+)$/.exec(words)?.[1]
  if (bindSource) {
    return new OvenError(
      'mount-missing',
      `There is no folder ${bindSource} on the engine's machine to mount.`,
      {
        kind: 'INPUT_INVALID',
        hint: 'Create it or correct the path. With an engine in a virtual machine, only shared folders can be mounted.',
        cause: error,
      },
    )
  }
  if (statusOf(error) === 404 && /no such container/i.test(words))
    return containerMissing(subject.containerId ?? words)
  if (statusOf(error) === 404 && /no such image/i.test(words)) {
    return imageMissing(subject.image ?? words.replace(/^.*no such image:\s*/i, ''))
  }
  return new OvenError('engine-refused', `The container engine did not ${subject.doing}: ${words}`, {
    kind: statusOf(error) === 409 ? 'CONFLICT' : 'FAILED',
    cause: error,
  })
}

export function containerMissing(containerId: string): OvenError {
  return new OvenError('container-missing', `There is no container ${containerId.slice(0, 12)}.`, {
    kind: 'NOT_FOUND',
  })
}

export function imageMissing(reference: string, why: string | null = null): OvenError {
  return new OvenError('image-missing', `There is no image ${reference}${why ? `: ${why}` : '.'}`, {
    kind: 'NOT_FOUND',
    hint: 'Correct its name, sign in to its registry with `docker login`, or build it.',
  })
}
