import { OpenAPIGenerator } from '@orpc/openapi'
import type { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../contract/index.ts'
import { describeCalls, describeDoor } from './calls/describe-calls.ts'

/** The description of `/api` (OpenAPI 3.1): every operation of the contract, and what is called from outside. */
export async function describeApi(
  schemaConverters: ZodToJsonSchemaConverter[],
  version: string,
): Promise<unknown> {
  const described = await new OpenAPIGenerator({ schemaConverters }).generate(contract, {
    info: {
      title: 'Agent Oven',
      version,
      description: 'Everything that can be asked of an oven. Streams are sent as server-sent events.',
    },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A token of the oven (`oven tokens create --oven`); one made with `--read` asks with GET only.',
        },
        jobToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of one job (`oven tokens create <job>`).',
        },
      },
    },
  })
  for (const operation of Object.values(described.paths ?? {}).flatMap((path) => Object.values(path ?? {}))) {
    Object.assign((operation as { responses: object }).responses, describeDoor())
  }
  return { ...described, paths: { ...describeCalls(), ...described.paths } }
}
