import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import type { contract } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'

type Inputs = InferContractRouterInputs<typeof contract>['notifications']
type Outputs = InferContractRouterOutputs<typeof contract>['notifications']

/** What people may do with channels, and with the messages on their way to them. */
export interface NotificationService {
  channels(): Promise<Outputs['channels']>
  setChannel(input: Inputs['setChannel']): Promise<Outputs['setChannel']>
  removeChannel(name: string): Promise<Outputs['removeChannel']>
  test(name: string): Promise<Outputs['test']>
  enableAgain(name: string): Promise<Outputs['enableAgain']>
  history(input: Inputs['history']): Outputs['history']
  retry(id: string): Promise<Outputs['retry']>
}

/** Answers the contract while nothing is sent yet. */
export function createNotifications(): NotificationService {
  const refuse = (): never => {
    throw new OvenError('not-yet', 'Messages are not sent by this version of the oven.')
  }
  return {
    channels: async () => [],
    setChannel: async () => refuse(),
    removeChannel: async () => refuse(),
    test: async () => refuse(),
    enableAgain: async () => refuse(),
    history: () => ({ messages: [], next: null }),
    retry: async () => refuse(),
  }
}
