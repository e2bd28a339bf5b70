import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Job } from '../../../contract/index.ts'
import { chainFaults, circleOf, followersIn } from '../../../core/jobs/chain-graph.ts'
import { createJobService } from '../../../core/jobs/job-service.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { MemoryJobStore } from './memory-job-store.ts'

const written = (id: string, parent: string | null) => ({
  type: 'docker',
  id,
  image: 'tiny',
  schedule: { type: 'manual' },
  ...(parent !== null && { after: { job: parent } }),
})
const kept = (id: string, parent: string | null) =>
  Job.parse({ ...written(id, parent), name: id, enabled: true, command: [] })

/** Another way to the same answer: whoever is still among a job's ancestors after as many steps as there are jobs. */
function isInCircle(id: string, parents: ReadonlyMap<string, string | null>): boolean {
  let at: string | null = parents.get(id) ?? null
  for (let step = 0; step < parents.size; step += 1) {
    if (at === id) return true
    at = at === null ? null : (parents.get(at) ?? null)
  }
  return false
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const graph = fc
  .array(fc.option(fc.constantFrom(...ids, 'gone')), { minLength: ids.length, maxLength: ids.length })
  .map((parents) => new Map(ids.map((id, index) => [id, parents[index] ?? null])))

test('finds every circle, and nothing else', () => {
  fc.assert(
    fc.property(graph, (parents) => {
      for (const id of ids) {
        const circle = circleOf(id, parents)
        expect(circle !== null).toBe(isInCircle(id, parents))
        if (circle === null) continue
        expect([circle[0], circle.at(-1)]).toEqual([id, id])
        for (const [index, each] of circle.slice(0, -1).entries())
          expect(parents.get(each)).toBe(circle[index + 1])
      }
    }),
    { numRuns: 500 },
  )
})

test('whatever the file says, following comes to an end', () => {
  fc.assert(
    fc.property(graph, (parents) => {
      const jobs = ids.map((id) => kept(id, parents.get(id)!))
      const followers = followersIn(jobs)
      for (const id of ids) {
        const visited: string[] = []
        let next = [id]
        while (next.length > 0) {
          const found = next.flatMap((each) => (followers.get(each) ?? []).map((job) => job.id))
          visited.push(...found)
          expect(visited.length).toBeLessThan(ids.length)
          next = found
        }
        expect(new Set(visited).size).toBe(visited.length)
        expect(visited).not.toContain(id)
      }
    }),
    { numRuns: 500 },
  )
})

test('no order of adding, editing, importing and removing jobs makes a circle or leaves one that names nobody', () => {
  const id = fc.constantFrom(...ids)
  const parent = fc.option(id)
  const edit = fc.oneof(
    fc.record({ kind: fc.constantFrom('add' as const, 'update' as const), id, parent }),
    fc.record({ kind: fc.constant('remove' as const), id }),
    fc.record({
      kind: fc.constant('import' as const),
      jobs: fc.uniqueArray(fc.tuple(id, parent), { selector: ([name]) => name, maxLength: 4 }),
    }),
  )
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
      const warnings: string[] = []
      const service = createJobService({
        store: new MemoryJobStore([]),
        runs: { latestOf: () => new Map(), activeCounts: () => new Map() },
        slots: { removeCursor: () => {} },
        clock: new FakeClock('2026-06-01T12:00:00Z'),
        changes: { emit: () => {} },
        timezone: () => 'Europe/Berlin',
        onWarning: (sentence) => warnings.push(sentence),
      })
      for (const each of edits) {
        try {
          if (each.kind === 'remove') service.remove(each.id)
          else if (each.kind === 'import')
            service.import({ jobs: each.jobs.map(([name, from]) => written(name, from)) }, { replace: true })
          else if (each.kind === 'add') service.add(written(each.id, each.parent))
          else service.update(each.id, { after: each.parent === null ? null : { job: each.parent } })
        } catch (error) {
          expect((error as { code: string }).code).toMatch(/^(not-found|job-(invalid|exists|followed))$/)
        }
        const jobs = service.listJobs()
        const parents = new Map(jobs.map((job) => [job.id, job.after?.job ?? null]))
        for (const job of jobs) expect(chainFaults(job, parents)).toEqual([])
      }
      expect(warnings).toEqual([])
    }),
    { numRuns: 150 },
  )
})
