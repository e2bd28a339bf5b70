import { z } from 'zod'

/** What a secret's value is handed over as: an environment variable. */
export const SecretName = z
  .string()
  .max(128, { error: 'must be at most 128 characters' })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: 'must be named with letters, digits and underscores, not beginning with a digit',
  })

/** A secret as it is shown: never its value. */
export const SecretView = z.object({
  name: z.string(),
  /** The value's last four characters, where it is so long that they give nothing away. */
  ending: z.string().nullable(),
  setAt: z.string(),
  lastUsedAt: z.string().nullable(),
  /** Ids of the jobs that name it. */
  usedBy: z.array(z.string()),
  /** Why the value cannot be had; `null` when it can. */
  fault: z.string().nullable(),
})
export type SecretView = z.infer<typeof SecretView>

/** All secrets, where their key is, and why they cannot be opened when they cannot. */
export const SecretList = z.object({
  secrets: z.array(SecretView),
  /** Names that jobs use and nobody has set. */
  missing: z.array(z.object({ name: z.string(), usedBy: z.array(z.string()) })),
  file: z.string(),
  /** Where the key lies that opens the file, in words. */
  keptBy: z.string(),
  problem: z.object({ message: z.string(), hint: z.string().nullable() }).nullable(),
})
export type SecretList = z.infer<typeof SecretList>
