import type { SQLInputValue } from 'node:sqlite'
import type { SlotFilter } from '../../core/ports/slot-store.ts'

interface Query {
  sql: string
  values: SQLInputValue[]
}

/**
 * The statements that count slots by stretch and state, and read those of few stretches. Both take the stretches as JSON
 * (`[from, until]`, `[from, until, number]`) before the values. All jobs' slots are walked by their moment; one job's by
 * the index of settled slots and, apart, among the claimed, which are few (migrations/0002-slots.ts).
 */
export function tallyQuery(filter: SlotFilter): { counting: Query; reading: Query } {
  const conditions: Query[] = []
  if (filter.state?.length) conditions.push(oneOf('state', filter.state))
  if (filter.cause?.length) conditions.push(oneOf('cause', filter.cause))
  const { jobId } = filter
  const sources =
    jobId === undefined
      ? [{ index: '', own: [] as Query[] }]
      : [
          {
            index: 'INDEXED BY slots_settled_by_job',
            own: [ofJob(jobId), { sql: `state <> 'claimed'`, values: [] }],
          },
          {
            index: 'INDEXED BY slots_by_state',
            own: [ofJob(jobId), { sql: `state = 'claimed'`, values: [] }],
          },
        ]
  const values = sources.flatMap(({ own }) => [...own, ...conditions].flatMap((each) => each.values))
  const bodies = sources.map(
    ({ index, own }) =>
      `slots ${index} WHERE due_at >= stretch.value ->> 0 AND due_at < stretch.value ->> 1` +
      [...own, ...conditions].map(({ sql }) => ` AND ${sql}`).join(''),
  )
  const counted = bodies.map(
    (body) =>
      `SELECT stretch.key AS stretch, state, count(*) AS slots FROM stretches AS stretch CROSS JOIN ${body} GROUP BY stretch.key, state`,
  )
  const read = bodies.map(
    (body) => `SELECT stretch.value ->> 2 AS stretch, slots.* FROM stretches AS stretch CROSS JOIN ${body}`,
  )
  const stretches = 'WITH stretches AS MATERIALIZED (SELECT key, value FROM json_each(?))'
  return {
    counting: { sql: `${stretches} ${counted.join(' UNION ALL ')}`, values },
    reading: { sql: `${stretches} ${read.join(' UNION ALL ')} ORDER BY due_at, job_id`, values },
  }
}

const ofJob = (jobId: string): Query => ({ sql: 'job_id = ?', values: [jobId] })

function oneOf(column: string, wanted: readonly string[]): Query {
  return { sql: `${column} IN (${wanted.map(() => '?').join(', ')})`, values: [...wanted] }
}
