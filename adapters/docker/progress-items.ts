import { OvenError } from '../../core/errors.ts'
import type { Connection } from './connection.ts'
import type { EngineLink } from './engine-link.ts'
import { engineDown, isConnectionError, type Subject, toOvenError } from './refusal.ts'

/** One line of what the engine tells while it pulls, builds or imports. */
export interface ProgressItem {
  status?: string
  id?: string
  progressDetail?: { current?: number; total?: number }
  stream?: string
  error?: string
  errorDetail?: { code?: number; message?: string }
  aux?: { ID?: string; Digest?: string }
}

export interface ProgressRequest {
  subject: Subject
  open(connection: Connection, signal: AbortSignal): Promise<NodeJS.ReadableStream>
  onItem(item: ProgressItem): void
  /** Without any news for so long, the engine counts as not answering. */
  silenceMs: number
  signal?: AbortSignal
}

/** An item that told of a failure; `words` are the engine's. */
export class ProgressFailure extends Error {
  constructor(words: string) {
    super(words)
    this.name = 'ProgressFailure'
  }
}

/**
 * Reads a long answer of the engine, item by item. Every item is looked at for an error: that the answer came to its
 * end proves nothing. Throws `ProgressFailure`, `cancelled`, `engine-down`, and refusals as `OvenError`.
 */
export async function readProgress(link: EngineLink, request: ProgressRequest): Promise<void> {
  const { subject, signal, silenceMs } = request
  if (signal?.aborted) throw cancelled(subject)
  const connection = await link.connect()
  const release = link.watch()
  const abort = new AbortController()
  const giveUp = (reason: OvenError) => abort.abort(reason)
  const stopListening = link.onLost(giveUp)
  const onCancel = () => giveUp(cancelled(subject))
  signal?.addEventListener('abort', onCancel)
  const silence = setTimeout(() => {
    giveUp(
      engineDown(`The container engine did not ${subject.doing}: no news for ${silenceMs / 60_000} min.`),
    )
  }, silenceMs)
  try {
    const opened = request.open(connection, abort.signal)
    opened.catch(() => {})
    const stream = await Promise.race([opened, aborted(abort.signal)])
    for await (const item of readItems(stream)) {
      silence.refresh()
      const failure = item.errorDetail?.message ?? item.error
      if (failure !== undefined) throw new ProgressFailure(failure.trim())
      request.onItem(item)
    }
  } catch (error) {
    if (abort.signal.aborted) throw abort.signal.reason
    if (error instanceof ProgressFailure) throw error
    if (isConnectionError(error)) void link.check()
    throw toOvenError(error, subject)
  } finally {
    clearTimeout(silence)
    stopListening()
    signal?.removeEventListener('abort', onCancel)
    abort.abort()
    release()
  }
}

async function* readItems(stream: NodeJS.ReadableStream): AsyncGenerator<ProgressItem> {
  stream.setEncoding('utf8')
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
  }
  if (rest.trim() !== '') yield JSON.parse(rest)
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

function cancelled(subject: Subject): OvenError {
  return new OvenError('cancelled', `The engine was told not to ${subject.doing} after all.`)
}
