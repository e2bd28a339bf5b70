import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * How much of large bodies is read at one time, over all callers: who sent them is known only once they are read. Takes room
 * for a request's body until it is answered or given up; `false` where there is none.
 */
export function createBodyRoom({ mostBytes, unknownBytes }: { mostBytes: number; unknownBytes: number }) {
  let taken = 0
  return (request: FastifyRequest, reply: FastifyReply): boolean => {
    const bytes = declaredBytes(request) ?? unknownBytes
    if (taken + bytes > mostBytes) return false
    taken += bytes
    reply.raw.once('close', () => {
      taken -= bytes
    })
    return true
  }
}

/** `null` where the request does not say how long its body is. */
export function declaredBytes({ headers }: FastifyRequest): number | null {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return Number.isSafeInteger(length) && length >= 0 ? length : null
}
