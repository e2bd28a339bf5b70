import { z } from 'zod'
import { GithubAnswer, Health, RunStatus, TriggerAnswer } from '../../contract/index.ts'
import { PAYLOAD_LIMIT_BYTES } from './call-routes.ts'
import { GITHUB_LIMIT_BYTES } from './github-route.ts'

const Refusal = z.object({
  code: z.string(),
  status: z.number(),
  message: z.string(),
  data: z.object({ hint: z.string().nullable() }),
})

const refused = (description: string) => ({ description, content: json(Refusal) })

const refusals: Record<string, string> = {
  400: 'The body, a signature’s header or a name cannot be read.',
  401: 'No token, one that is not known, or a signature that does not fit.',
  403: 'The token is another job’s, or the call comes from a page of another site.',
  404: 'There is no such job or run.',
  409: 'The job cannot be run now: a run is active, it is disabled, or the day’s budget is spent.',
  413: `The body is larger than ${PAYLOAD_LIMIT_BYTES / 1024} KiB (from GitHub: ${GITHUB_LIMIT_BYTES / 1024 ** 2} MiB).`,
  415: 'The body is not said to be JSON.',
  422: 'A call of this name came before, with another body.',
  503: 'The oven cannot check signatures now: its secrets do not open, or the one for GitHub is not set.',
  429: 'Too many calls; `retry-after` says how many seconds to wait.',
}

/** How whoever may not ask for an operation of the contract is refused. */
export function describeDoor(): Record<string, unknown> {
  return {
    401: refused('No token of the oven, or one that is not known any more.'),
    403: refused('The token is a job’s, or only reads; or the call comes from a page of another site.'),
    429: refused(refusals[429]!),
  }
}

/** The paths that are not operations of the contract, for the OpenAPI description. */
export function describeCalls(): Record<string, unknown> {
  const security = [{ jobToken: [] }, { bearer: [] }]
  const some = (...codes: number[]) =>
    Object.fromEntries(codes.map((code) => [String(code), refused(refusals[code]!)]))
  return {
    '/trigger/{jobId}': {
      post: {
        operationId: 'trigger',
        summary: 'Calls for a run of a job.',
        description:
          'Shows the job’s token as a bearer, or is signed with its secret: `X-Hub-Signature-256`, or `webhook-id`, `webhook-timestamp` and `webhook-signature`. The body, if there is one, is laid into the run’s container as a file; `OVEN_PAYLOAD` there says where. A call that is tried again under the same `Idempotency-Key`, `webhook-id` or `X-GitHub-Delivery` is answered with the run it made at first.',
        security: [...security, {}],
        parameters: [
          inPath('jobId', 'The id of the job.'),
          inHeader('Idempotency-Key', 'A name of this call, to try it again without a second run.'),
          inHeader('X-Hub-Signature-256', '`sha256=<hex>`: HMAC-SHA256 of the body.'),
          inHeader('webhook-id', 'With `webhook-signature`: the id of the message.'),
          inHeader(
            'webhook-timestamp',
            'With `webhook-signature`: seconds since 1970, at most 5 minutes from now.',
          ),
          inHeader('webhook-signature', '`v1,<base64>`: HMAC-SHA256 of `<id>.<timestamp>.<body>`.'),
        ],
        requestBody: { required: false, content: { 'application/json': { schema: {} } } },
        responses: {
          202: { description: 'The run is queued.', content: json(TriggerAnswer) },
          ...some(400, 401, 403, 404, 409, 413, 415, 422, 429),
        },
      },
    },
    '/github': {
      post: {
        operationId: 'github',
        summary: 'Where GitHub sends its webhooks.',
        description: `Signed by GitHub with the secret that the setting \`github.webhookSecret\` names. The body is one of GitHub’s own, up to ${GITHUB_LIMIT_BYTES / 1024 ** 2} MiB. What jobs ask for is kept before it is answered, and decided on afterwards.`,
        security: [{}],
        parameters: [
          inHeader('X-Hub-Signature-256', '`sha256=<hex>`: HMAC-SHA256 of the body.'),
          inHeader('X-GitHub-Event', 'What happened: `push`, `issues`, …'),
          inHeader('X-GitHub-Delivery', 'The id of this delivery.'),
        ],
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
        responses: {
          200: { description: 'The answer to `ping`.', content: json(GithubAnswer) },
          202: { description: 'It was taken, or begins nothing.', content: json(GithubAnswer) },
          ...some(400, 401, 413, 415, 429, 503),
        },
      },
    },
    '/status/{runId}': {
      get: {
        operationId: 'runStatus',
        summary: 'How a run goes: its state, stages, outcome and verdict.',
        security,
        parameters: [inPath('runId', 'The id of the run.')],
        responses: {
          200: { description: 'How it goes now.', content: json(RunStatus) },
          ...some(401, 404, 429),
        },
      },
    },
    '/health': {
      get: {
        operationId: 'health',
        summary: 'Whether the oven lives; to who shows a token, with its engine and logins.',
        security: [{}, ...security],
        parameters: [],
        responses: { 200: { description: 'It lives.', content: json(Health) }, ...some(401, 429) },
      },
    },
  }
}

function json(schema: z.ZodType) {
  return { 'application/json': { schema: z.toJSONSchema(schema, { target: 'draft-2020-12' }) } }
}

function inPath(name: string, description: string) {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}

function inHeader(name: string, description: string) {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } }
}
