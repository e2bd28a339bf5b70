/** A parameter of an operation, as OpenAPI describes it. */
export interface ApiParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema?: unknown
}

/** The part of an operation's description that the page shows. */
export interface ApiOperation {
  id: string
  method: string
  path: string
  summary: string | null
  description: string | null
  parameters: ApiParameter[]
  /** JSON Schema of the body; `null` for none. */
  body: unknown
  bodyRequired: boolean
  responses: { status: string; description: string; schema: unknown }[]
  /** Answers a stream of events, which has no end to wait for. */
  isStream: boolean
}

export interface ApiGroup {
  title: string
  operations: ApiOperation[]
}

type Json = Record<string, unknown>

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** Reads an OpenAPI 3.1 description into groups by the first word of the operations' names; what others call comes first. */
export function readDescription(description: unknown): ApiGroup[] {
  const { paths = {} } = description as { paths?: Record<string, Json> }
  const groups = new Map<string, ApiOperation[]>([['Called from outside', []]])
  for (const [path, methods] of Object.entries(paths)) {
    for (const method of METHODS) {
      const found = methods[method]
      if (typeof found !== 'object' || found === null) continue
      const operation = readOperation(method, path, found as Json)
      const [noun, verb] = operation.id.split('.')
      const title = verb === undefined ? 'Called from outside' : noun!
      groups.set(title, [...(groups.get(title) ?? []), operation])
    }
  }
  return [...groups].map(([title, operations]) => ({ title, operations }))
}

function readOperation(method: string, path: string, described: Json): ApiOperation {
  const body = described.requestBody as { required?: boolean; content?: Json } | undefined
  const responses = Object.entries((described.responses ?? {}) as Record<string, Json>)
  const contents = responses.map(([, { content }]) => (content ?? {}) as Json)
  return {
    id: typeof described.operationId === 'string' ? described.operationId : `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    summary: textOf(described.summary),
    description: textOf(described.description),
    parameters: (described.parameters ?? []) as ApiParameter[],
    body: body === undefined ? null : schemaIn(body.content),
    bodyRequired: body?.required ?? false,
    responses: responses.map(([status, { description, content }]) => ({
      status,
      description: textOf(description) ?? '',
      schema: schemaIn(content as Json | undefined),
    })),
    isStream: contents.some((content) => 'text/event-stream' in content),
  }
}

function schemaIn(content: Json | undefined): unknown {
  const json = content?.['application/json'] as { schema?: unknown } | undefined
  return json?.schema ?? null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The address of a call with its parameters filled in; those that were left empty are left out. */
export function addressOf(operation: ApiOperation, values: Readonly<Record<string, string>>): string {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_whole, name: string) =>
    encodeURIComponent(values[`path ${name}`] ?? ''),
  )
  const query = new URLSearchParams()
  for (const { name, in: place } of operation.parameters) {
    const value = values[`query ${name}`]
    if (place === 'query' && value) query.set(name, value)
  }
  return `/api${path}${query.size > 0 ? `?${query}` : ''}`
}
