import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import type { contract } from '../contract/index.ts'
import type { Oven } from '../core/oven-options.ts'
import { router } from '../core/router/router.ts'

/** The contract's client of an oven in this very process. */
export function createDirectClient(oven: Oven): ContractRouterClient<typeof contract> {
  return createRouterClient(router, { context: oven.services })
}
