import { oc } from '@orpc/contract'
import { commonErrors } from '../errors.ts'

/** Every operation begins here, so that every one can refuse in the same words. */
export const operation = oc.errors(commonErrors)
