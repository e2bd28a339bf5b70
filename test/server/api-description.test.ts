import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contract } from '../../contract/index.ts'
import { type HttpFixture, startHttpFixture } from '../support/http-fixture.ts'

let http: HttpFixture
beforeAll(async () => {
  http = await startHttpFixture()
})
afterAll(() => http.close())

interface Described {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string
        parameters?: { name: string; in: string; required?: boolean }[]
        responses: Record<string, unknown>
      }
    >
  >
}

test('the description holds every operation of the contract, with its refusals', async () => {
  const { status, json } = await http.ask('/api/openapi.json')
  expect(status).toBe(200)
  const description = json as Described
  expect(description.openapi).toMatch(/^3\.1/)
  const operations = Object.values(description.paths).flatMap((path) => Object.values(path))
  const expected = namesIn(contract)
  // What others call is no operation of the contract; each looks itself at who asks.
  const called = ['trigger', 'runStatus', 'health', 'github']
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...expected, ...called].sort())
  for (const { responses } of operations.filter(({ operationId }) => !called.includes(operationId))) {
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(['401', '403', '404', '409', '422', '429', '500', '503']),
    )
  }
})

test('the description is OpenAPI 3.1, as its own schema has it', async () => {
  const { json } = await http.ask('/api/openapi.json')
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(json))
  expect([valid, errors, validator.version]).toEqual([true, undefined, '3.1'])
  const broken = await new Validator().validate({ ...structuredClone(json), paths: { '/x': { get: 1 } } })
  expect(broken.valid).toBe(false)
  for (const [path, methods] of Object.entries((json as Described).paths)) {
    const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
    for (const { parameters = [] } of Object.values(methods)) {
      const inPath = parameters.filter((each) => each.in === 'path' && each.required)
      expect([path, inPath.map(({ name }) => name)]).toEqual([path, named])
    }
  }
})

/** The operations of a contract, or of a part of one, by their names. */
function namesIn(part: object): string[] {
  return Object.entries(part).flatMap(([name, inner]: [string, object]) =>
    '~orpc' in inner ? [name] : namesIn(inner).map((rest) => `${name}.${rest}`),
  )
}

test('numbers and lists in a query are read as such', async () => {
  const good = await http.withToken('/api/runs?limit=5&outcome[]=failed&outcome[]=lost')
  expect([good.status, good.json]).toEqual([200, { runs: [], next: null }])
  const wrong = await http.withToken('/api/runs?limit=many')
  expect([wrong.status, wrong.json.code]).toEqual([422, 'INPUT_INVALID'])
  expect(wrong.json.data.fields[0].field).toBe('limit')
})

test('what is no operation is said to be none', async () => {
  const answer = await http.withToken('/api/cakes')
  expect([answer.status, answer.json.code]).toEqual([404, 'NOT_FOUND'])
})
