import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Credential, GithubAppInput, GithubAppView, SignInEvent } from '../credential.ts'
import { operation } from './base.ts'

/** What can be signed in to and out of with the oven; other logins belong to their own programs. */
const SignInLogin = z.enum(['claude'])
const columns = z.number().int().min(20).max(1000)
const rows = z.number().int().min(5).max(1000)

/** Logins and keys that runs are handed. No operation ever answers their values. */
export const auth = {
  /** As last looked at. */
  list: operation.route({ method: 'GET', path: '/auth' }).output(z.array(Credential)),
  /** Looks again, repositories included. */
  check: operation
    .route({ method: 'POST', path: '/auth/check' })
    .input(z.object({ id: z.string().optional() }))
    .output(z.array(Credential)),
  /**
   * Runs the agent's own sign-in inside a container, on the volume that runs with `container-login` share. Keys are
   * typed into it with `type`. Ends when the program ends; going away ends it.
   */
  signIn: operation
    .route({ method: 'POST', path: '/auth/sign-in' })
    .input(z.object({ login: SignInLogin, columns: columns.default(80), rows: rows.default(24) }))
    .output(eventIterator(SignInEvent)),
  type: operation
    .route({ method: 'POST', path: '/auth/sign-in/{session}/type' })
    .input(z.object({ session: z.string(), text: z.string().max(65_536) }))
    .output(z.object({ typed: z.boolean() })),
  resize: operation
    .route({ method: 'POST', path: '/auth/sign-in/{session}/resize' })
    .input(z.object({ session: z.string(), columns, rows }))
    .output(z.object({ resized: z.boolean() })),
  signOut: operation
    .route({ method: 'POST', path: '/auth/sign-out' })
    .input(z.object({ login: SignInLogin }))
    .output(z.object({ signedOut: z.boolean(), description: z.string() })),
  /** GitHub Apps, by the names that jobs give as `source.credentials`. */
  apps: {
    list: operation.route({ method: 'GET', path: '/auth/apps' }).output(z.array(GithubAppView)),
    /** Adds one, or changes the one of that name. Refuses a private key that is none, by its field. */
    set: operation
      .route({ method: 'PUT', path: '/auth/apps/{name}' })
      .input(GithubAppInput)
      .output(GithubAppView),
    /** Refuses while jobs name it, unless `force`. The secret with its key stays. */
    remove: operation
      .route({ method: 'DELETE', path: '/auth/apps/{name}' })
      .input(z.object({ name: z.string(), force: z.boolean().default(false) }))
      .output(z.object({ removed: z.string(), privateKey: z.string(), usedBy: z.array(z.string()) })),
  },
}
