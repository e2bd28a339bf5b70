import type { Tokens } from '../../../contract/index.ts'
import { listPriceOf } from './list-prices.ts'

/** What a run has used so far. `usd` is null while nothing at all is known of it. */
export interface Spent {
  tokens: Tokens | null
  usd: number | null
  /** Part of `usd` was worked out from tokens, because an agent has not told its cost (yet, or ended without). */
  estimated: boolean
}

interface AgentSession {
  stage: string | null
  model: string | null
  tokens: Tokens
  toldUsd: number | null
}

/** Adds up what the agents of one run use. Each names its running totals, and its cost when it ends well. */
export interface Spending {
  started(session: string, stage: string | null, model: string | null): void
  used(session: string, stage: string | null, tokens: Tokens): void
  ended(session: string, stage: string | null, tokens: Tokens, costUsd: number | null): void
  /** Of one stage, or of agents that belong to none; `usd` as told by them, nothing estimated. */
  ofStage(stage: string | null): Spent
  total(): Spent
}

/**
 * Before an agent has told its cost it is estimated from list prices, corrected by what agents of the same model told
 * earlier in the run. Claude Code counts the output of a message low while it goes on, so an estimate may be too low.
 */
export function createSpending(): Spending {
  const sessions = new Map<string, AgentSession>()

  function sessionOf(id: string, stage: string | null): AgentSession {
    let session = sessions.get(id)
    if (!session) {
      session = { stage, model: null, tokens: noTokens, toldUsd: null }
      sessions.set(id, session)
    }
    session.stage = stage
    return session
  }

  function correctionOf(model: string | null): number {
    let told = 0
    let listed = 0
    for (const session of sessions.values()) {
      if (session.model !== model || session.toldUsd === null) continue
      told += session.toldUsd
      listed += listPriceOf(session.tokens, model)
    }
    return told > 0 && listed > 0 ? told / listed : 1
  }

  const isSilent = (session: AgentSession) => session.toldUsd === null && countTokens(session.tokens) > 0

  return {
    started(id, stage, model) {
      const session = sessionOf(id, stage)
      session.model ??= model
    },
    used(id, stage, tokens) {
      sessionOf(id, stage).tokens = tokens
    },
    ended(id, stage, tokens, costUsd) {
      const session = sessionOf(id, stage)
      session.tokens = tokens
      session.toldUsd = costUsd
    },
    ofStage(stage) {
      const own = [...sessions.values()].filter((session) => session.stage === stage)
      return { tokens: sumTokens(own.map(({ tokens }) => tokens)), usd: sumTold(own), estimated: false }
    },
    total() {
      const all = [...sessions.values()]
      const silent = all.filter(isSilent)
      const told = sumTold(all)
      const guessed = silent.reduce(
        (sum, { tokens, model }) => sum + listPriceOf(tokens, model) * correctionOf(model),
        0,
      )
      return {
        tokens: sumTokens(all.map(({ tokens }) => tokens)),
        usd: silent.length === 0 ? told : (told ?? 0) + guessed,
        estimated: silent.length > 0,
      }
    },
  }
}

const noTokens: Tokens = { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 }

/** Tokens of every kind together. */
export function countTokens(tokens: Tokens): number {
  return tokens.input + tokens.output + tokens.cacheRead + tokens.cacheCreation
}

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheCreation: a.cacheCreation + b.cacheCreation,
  }
}

function sumTokens(all: readonly Tokens[]): Tokens | null {
  return all.length === 0 ? null : all.reduce(addTokens)
}

function sumTold(sessions: readonly AgentSession[]): number | null {
  const told = sessions.flatMap(({ toldUsd }) => toldUsd ?? [])
  return told.length === 0 ? null : told.reduce((sum, usd) => sum + usd, 0)
}
