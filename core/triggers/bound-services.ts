import { OvenError } from '../errors.ts'
import { isOvenKind, type TokenService } from './token-service.ts'

/**
 * The services as a lasting token of the oven reaches them: all of them, but it has no power over tokens of its own sort. Who
 * finds one can then not make others that outlive its revocation, nor end those of the owner.
 */
export function boundServices<T extends object>(services: T & { tokens?: TokenService }): T {
  const { tokens } = services
  if (!tokens) return services
  const refuseOf = (id: string) => {
    const kind = tokens.find(id)?.kind
    if (kind !== undefined && isOvenKind(kind)) throw onlyByOwner()
  }
  const bound: TokenService = {
    ...tokens,
    async create(input) {
      if (input.kind !== undefined && isOvenKind(input.kind)) throw onlyByOwner()
      return await tokens.create(input)
    },
    async rotate(input) {
      refuseOf(input.id)
      return await tokens.rotate(input)
    },
    async revoke(id) {
      refuseOf(id)
      return await tokens.revoke(id)
    },
  }
  return { ...services, tokens: bound }
}

function onlyByOwner(): OvenError {
  return new OvenError('tokens-by-owner', 'No token of the oven makes, changes or ends tokens of the oven.', {
    kind: 'CONFLICT',
    hint: 'Do it on the oven’s machine with `oven tokens`, or in its window.',
  })
}
