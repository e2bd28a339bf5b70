import type { SendAnswer } from '../../core/ports/channel-sender.ts'
import type { HttpAnswer } from './guarded-post.ts'

/** What a try over HTTP came to, by the answer's status. */
export function answerOf(answer: HttpAnswer, nowMs: number): SendAnswer {
  if (answer.kind === 'forbidden') return { kind: 'refused', reason: answer.reason, hint: answer.hint }
  if (answer.kind === 'unreachable')
    return { kind: 'later', reason: answer.reason, busy: false, retryAfterMs: null }
  const { host, status, text } = answer
  const said = text.replace(/\s+/g, ' ').trim().slice(0, 200)
  const words = said === '' ? `${host} answered ${status}.` : `${host} answered ${status}: ${said}`
  if (status >= 200 && status < 300) return { kind: 'accepted' }
  if (status === 404 || status === 410) return { kind: 'dead', reason: words }
  if (status === 429)
    return { kind: 'later', reason: words, busy: true, retryAfterMs: retryAfterOf(answer, nowMs) }
  if (status >= 500 || status === 408 || status === 425)
    return { kind: 'later', reason: words, busy: false, retryAfterMs: retryAfterOf(answer, nowMs) }
  if (status >= 300 && status < 400)
    return {
      kind: 'refused',
      reason: `${host} sent the message elsewhere (${status}), which is not followed.`,
      hint: 'Give the channel the address that it leads to.',
    }
  return {
    kind: 'refused',
    reason: words,
    hint: status === 401 || status === 403 ? 'Check its secret.' : null,
  }
}

/** Seconds or a date (RFC 9110, 10.2.3), in ms from now; Discord says it in its JSON, too. */
function retryAfterOf({ retryAfter, text }: { retryAfter: string | null; text: string }, nowMs: number) {
  if (retryAfter !== null && /^\d+(\.\d+)?$/.test(retryAfter)) return Math.ceil(Number(retryAfter) * 1000)
  const date = retryAfter === null ? Number.NaN : Date.parse(retryAfter)
  if (!Number.isNaN(date)) return Math.max(0, date - nowMs)
  const inBody = /"retry_after"\s*:\s*(\d+(?:\.\d+)?)/.exec(text)
  return inBody ? Math.ceil(Number(inBody[1]) * 1000) : null
}
