import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OvenServices } from '../../core/oven-services.ts'
import type { StoredToken } from '../../core/ports/token-store.ts'
import { isOvenKind } from '../../core/triggers/token-service.ts'
import type { Refusal } from '../access.ts'
import type { CallLimits } from './call-limits.ts'
import { bearerIn, shownAddress } from './read-call.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where a lasting token of the oven asks for an operation of the contract. */
    holdsOvenToken?: boolean
  }
}

/** Lets lasting tokens of the oven in to the contract, as far as each goes. */
export interface TokenHolders {
  /** `null` lets the request through, a refusal says why not; `'unknown'` for whoever shows no token that is known here. */
  look(request: FastifyRequest, reply: FastifyReply): Promise<Refusal | null | 'unknown'>
  close(): void
}

/** No timer of Node waits longer. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

export function createTokenHolders({
  services,
  limits,
}: {
  services: Pick<OvenServices, 'tokens' | 'changes'>
  limits: Pick<CallLimits, 'overToken'>
}): TokenHolders {
  const { tokens } = services
  /** Answers that have not ended, by the token they are for: streams go on until their client has enough. */
  const open = new Map<FastifyReply, { id: string; timer: NodeJS.Timeout | null }>()
  const stopWatching = services.changes.on((change) => {
    if (change.type === 'call') for (const reply of open.keys()) endInTime(reply)
  })

  /** Ends an answer that is still going on when its token is revoked, or its time is over. */
  function endInTime(reply: FastifyReply): void {
    const answer = open.get(reply)
    if (!answer) return
    if (answer.timer) clearTimeout(answer.timer)
    const token = tokens.find(answer.id)
    const leftMs = token === null ? 0 : token.endsAt === null ? null : Date.parse(token.endsAt) - Date.now()
    if (leftMs === null) return
    if (leftMs <= 0) reply.raw.destroy()
    else answer.timer = setTimeout(endInTime, Math.min(leftMs, LONGEST_WAIT_MS), reply).unref()
  }

  function follow(reply: FastifyReply, { id }: StoredToken): void {
    open.set(reply, { id, timer: null })
    endInTime(reply)
    reply.raw.once('close', () => {
      const { timer } = open.get(reply) ?? { timer: null }
      if (timer) clearTimeout(timer)
      open.delete(reply)
    })
  }

  return {
    async look(request, reply) {
      const token = tokenOf(services, request.headers.authorization)
      if (token === null) return 'unknown'
      request.callerShown = `****${token.ending}`
      if (!isOvenKind(token.kind)) return onlyOneJob
      tokens.noteUse(token, shownAddress(request.ip))
      const late = await limits.overToken(token.id, request, reply)
      if (late) return late
      if (token.kind === 'oven-read' && request.method !== 'GET') return onlyReads
      request.holdsOvenToken = true
      follow(reply, token)
      return null
    },
    close: stopWatching,
  }
}

function tokenOf({ tokens }: Pick<OvenServices, 'tokens'>, authorization: string | undefined) {
  const bearer = bearerIn(authorization)
  if (bearer === null) return null
  try {
    return tokens.authenticate(bearer)
  } catch {
    return null
  }
}

const onlyOneJob: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'This token opens one job: it may trigger it and ask for the status of its runs.',
  hint: 'Everything else is under a token of the oven: `oven tokens create --oven`.',
}
const onlyReads: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'This token only reads: it asks, and changes nothing.',
  hint: 'What may do everything is made with `oven tokens create --oven`.',
}
