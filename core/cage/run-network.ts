import { OvenError } from '../errors.ts'
import type { Engine } from '../ports/engine.ts'
import { drawSubnet, type Subnet } from './subnets.ts'

const ATTEMPTS = 8

/**
 * Makes a network that leads nowhere, with a subnet of its own out of the pool: the engine's default pools end after
 * some thirty networks. Another oven may take the drawn subnet first; then another is drawn.
 */
export async function makeRunNetwork(
  engine: Engine,
  request: { name: string; labels: Record<string, string>; pool: string; random: () => number },
): Promise<Subnet> {
  const { name, labels, pool, random } = request
  const taken = (await engine.listNetworks({})).flatMap((network) => network.subnets)
  for (let attempt = 1; ; attempt++) {
    const subnet = drawSubnet({ pool, taken, random })
    try {
      await engine.createInternalNetwork({ name, subnet: subnet.range, labels })
      return subnet
    } catch (error) {
      if (!(error instanceof OvenError) || error.code !== 'subnet-taken' || attempt === ATTEMPTS) throw error
      taken.push(subnet.range)
    }
  }
}
