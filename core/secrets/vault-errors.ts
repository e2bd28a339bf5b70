import { OvenError } from '../errors.ts'

export function secretMissing(name: string): OvenError {
  return new OvenError('secret-missing', `The secret "${name}" is not set.`, {
    hint: `Set it with \`oven secrets set ${name}\`, or in the window under Secrets.`,
  })
}

export function secretDamaged(name: string, path: string): OvenError {
  return new OvenError(
    'secret-damaged',
    `The secret "${name}" in ${path} was damaged, or moved there from elsewhere: it does not match its seal.`,
    {
      hint: `Set it anew with \`oven secrets set ${name}\`, or bring the file back from a backup. Nothing was changed.`,
    },
  )
}

/** `where` the key at hand was found, in words. */
export function wrongKey(where: string, path: string): OvenError {
  return new OvenError(
    'vault-wrong-key',
    `The key at hand (${where}) is not the one that the secrets in ${path} were encrypted with.`,
    {
      hint: 'Bring back the right key. Without it the values are lost: move the file away then, and set the secrets anew. Nothing was changed.',
    },
  )
}

export function vaultEmpty(path: string): OvenError {
  return new OvenError('vault-empty', `There are no secrets in ${path} yet, so they have no key to change.`, {
    kind: 'CONFLICT',
    hint: 'The first secret that is set makes one: `oven secrets set NAME`.',
  })
}
