import type { InferContractRouterInputs } from '@orpc/contract'
import type { contract, NewToken, TokenKind, TokenView } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { notFound, OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { StoredToken, TokenStore } from '../ports/token-store.ts'
import { createRunId } from '../runs/run-id.ts'
import type { Vault } from '../secrets/vault.ts'
import { webhookSecretName } from '../secrets/webhook-secret-name.ts'
import { tokenEnded, tokenOfAnother, tokenUnknown } from './call-refusal.ts'
import { endingOf, hashOf, isSameHash, mintValue } from './token-value.ts'

type Inputs = InferContractRouterInputs<typeof contract>['tokens']

/** More of one job, or of the oven, are a mistake of whoever makes them. */
const MOST_OF_A_JOB = 50

/** What opens jobs, or the whole oven, to calls from outside. */
export interface TokenService {
  list(jobId?: string): TokenView[]
  find(id: string): StoredToken | null
  create(input: Inputs['create']): Promise<NewToken>
  rotate(input: Inputs['rotate']): Promise<NewToken>
  revoke(id: string): Promise<{ revoked: string }>
  /** The job is gone; nobody shall start another of its name with what was made for it. */
  forgetJob(jobId: string): Promise<void>
  /**
   * The token that a bearer is: of `jobId`, of the oven, or of any job where none is named. Throws a `CallRefusal`: 401, or
   * 403 for one of another job.
   */
  authenticate(bearer: string, jobId?: string): StoredToken
  /** The signing secrets of a job that are good now, with their values. Throws what the vault throws. */
  signingSecrets(jobId: string): Promise<{ token: StoredToken; value: string }[]>
  noteUse(token: StoredToken, from: string): void
}

export function createTokenService(options: {
  store: TokenStore
  vault: Pick<Vault, 'set' | 'remove' | 'read'>
  jobExists: (jobId: string) => boolean
  changes: Pick<ChangeHub, 'emit'>
  clock: Clock
}): TokenService {
  const { store, vault, jobExists, changes, clock } = options
  /** Opened once: the vault notes every opening in its file. */
  const opened = new Map<string, string>()

  const now = () => new Date(clock.now()).toISOString()
  const isGood = ({ endsAt }: StoredToken) => endsAt === null || Date.parse(endsAt) > clock.now()

  function known(id: string): StoredToken {
    const token = store.find(id)
    if (token) return token
    throw notFound(`There is no token "${id}".`, 'See `oven tokens list`.')
  }

  async function make(jobId: string | null, kind: TokenKind, label: string | null): Promise<NewToken> {
    await forgetEnded(jobId)
    if (store.list(jobId).length >= MOST_OF_A_JOB) {
      const whose = jobId === null ? 'The oven' : `"${jobId}"`
      throw new OvenError('tokens-full', `${whose} has ${MOST_OF_A_JOB} tokens already.`, {
        kind: 'CONFLICT',
        hint: 'Revoke what is not used any more.',
      })
    }
    const value = mintValue(kind)
    const token: StoredToken = {
      id: createRunId(clock.now()),
      jobId,
      kind,
      label,
      sha256: hashOf(value),
      ending: endingOf(value),
      createdAt: now(),
      endsAt: null,
      lastUsedAt: null,
      lastUsedFrom: null,
      uses: 0,
    }
    // A secret in the vault that no token names is harmless; a token without its secret would refuse every call.
    if (kind === 'secret') await vault.set(webhookSecretName(token.id), value)
    store.add(token)
    changes.emit({ type: 'call', jobId })
    return { token: viewOf(token), value }
  }

  async function remove(token: StoredToken): Promise<void> {
    store.remove(token.id)
    opened.delete(token.id)
    changes.emit({ type: 'call', jobId: token.jobId })
    if (token.kind === 'secret') await vault.remove(webhookSecretName(token.id)).catch(() => {})
  }

  async function forgetEnded(jobId: string | null): Promise<void> {
    for (const token of store.list(jobId)) if (!isGood(token)) await remove(token)
  }

  return {
    list: (jobId) => store.list(jobId).filter(isGood).map(viewOf),
    find: (id) => store.find(id),
    async create({ jobId, kind = 'token', label }) {
      if (isOvenKind(kind)) {
        if (jobId !== undefined) throw wantsNoJob(jobId)
        return await make(null, kind, label ?? null)
      }
      if (jobId === undefined) throw wantsJob()
      if (!jobExists(jobId)) throw notFound(`There is no job "${jobId}".`, 'See `oven jobs list`.')
      return await make(jobId, kind, label ?? null)
    },
    async rotate({ id, graceSeconds = 0 }) {
      const old = known(id)
      const made = await make(old.jobId, old.kind, old.label)
      const endsAt = new Date(clock.now() + graceSeconds * 1000).toISOString()
      if (graceSeconds === 0) await remove(old)
      // One that is about to go is not given more time by being replaced once more.
      else if (old.endsAt === null || endsAt < old.endsAt) store.end(id, endsAt)
      changes.emit({ type: 'call', jobId: old.jobId })
      return made
    },
    async revoke(id) {
      await remove(known(id))
      return { revoked: id }
    },
    async forgetJob(jobId) {
      const all = store.list(jobId)
      // At once, before anything is waited for: a job added under the same name begins with none.
      for (const { id } of all) store.remove(id)
      for (const token of all) await remove(token)
    },
    authenticate(bearer, jobId) {
      const hash = hashOf(bearer)
      const own = store
        .list(jobId)
        .filter(({ kind }) => kind === 'token')
        // All are compared, whichever it is.
        .reduce<StoredToken | null>((found, each) => (isSameHash(each.sha256, hash) ? each : found), null)
      if (own && isGood(own)) return own
      if (own) throw tokenEnded()
      const other = store.findByHash(hash)
      if (other && isOvenKind(other.kind)) {
        if (isGood(other)) return other
        throw tokenEnded()
      }
      throw other?.kind === 'token' && isGood(other) ? tokenOfAnother() : tokenUnknown()
    },
    async signingSecrets(jobId) {
      const good = store.list(jobId).filter((token) => token.kind === 'secret' && isGood(token))
      const closed = good.filter(({ id }) => !opened.has(id))
      const values = await vault.read(closed.map(({ id }) => webhookSecretName(id)))
      for (const { id } of closed) opened.set(id, values[webhookSecretName(id)]!)
      return good.map((token) => ({ token, value: opened.get(token.id)! }))
    },
    noteUse: ({ id }, from) => store.noteUse(id, now(), from),
  }
}

/** Whether a token of that kind opens the oven rather than one job. */
export function isOvenKind(kind: TokenKind): boolean {
  return kind === 'oven' || kind === 'oven-read'
}

function wantsJob(): OvenError {
  return new OvenError('input-invalid', 'A token of this kind opens one job: name it.', {
    kind: 'INPUT_INVALID',
    hint: 'See `oven jobs list`. What is to open the whole oven is of the kind `oven`, or `oven-read`.',
  })
}

function wantsNoJob(jobId: string): OvenError {
  return new OvenError('input-invalid', `A token of the oven is not one of "${jobId}".`, {
    kind: 'INPUT_INVALID',
    hint: 'Leave the job out, or make a token of the kind `token` for that job alone.',
  })
}

function viewOf({ sha256: _, ending, ...token }: StoredToken): TokenView {
  return { ...token, masked: `****${ending}` }
}
