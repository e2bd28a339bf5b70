import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SendAnswer } from '../../../core/ports/channel-sender.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'
import { accepted, later, openPostOffice } from './post-office.ts'

/** What the other side does: with `killed` it has the message, and the host is killed before it hears so. */
const answers = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: '200' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('429' as const), seconds: fc.integer({ min: 0, max: 600 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: '500' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'timeout' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: '400' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: '410' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'killed' as const }) },
)
const steps = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'post' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 120_000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'enable' as const }) },
)

it('whatever is answered and whenever the host is killed, nothing is lost, and what was accepted is sent once', async () => {
  const database = temporaryDatabase()
  await fc.assert(
    fc.asyncProperty(
      fc.array(answers, { maxLength: 40 }),
      fc.array(steps, { maxLength: 40 }),
      async (replies, plan) => {
        database.exec('DELETE FROM messages; DELETE FROM channel_notes')
        const office = openPostOffice({ database })
        /** How often the other side took each message, by its id; and of those, how often the host heard so. */
        const taken = new Map<string, number>()
        const heard = new Map<string, number>()
        const count = (map: Map<string, number>, id: string) => map.set(id, (map.get(id) ?? 0) + 1)
        const waiting = [...replies]
        let isKilled = false
        let sentWhileDead = 0

        const answer = (message: { id: string }): SendAnswer | Promise<SendAnswer> => {
          if (office.store.note('team').deadAt !== null) sentWhileDead += 1
          const reply = waiting.shift() ?? { kind: '200' as const }
          switch (reply.kind) {
            case '200':
              count(taken, message.id)
              count(heard, message.id)
              return accepted
            case '429':
              return later({ busy: true, retryAfterMs: reply.seconds * 1000 })
            case '400':
              return { kind: 'refused', reason: 'It answered 400.', hint: null }
            case '410':
              return { kind: 'dead', reason: 'It answered 410.' }
            case 'killed':
              count(taken, message.id)
              isKilled = true
              return new Promise(() => {})
            default:
              return later()
          }
        }
        office.answers.push(...Array(2_000).fill(answer))
        const mend = async () => {
          if (isKilled) office.restart()
          isKilled = false
          await office.clock.advance(0)
        }

        let posted = 0
        for (const step of plan) {
          if (step.do === 'post') office.post(`message ${++posted}`)
          else if (step.do === 'wait') await office.clock.advance(step.ms)
          else if (step.do === 'kill') office.restart()
          else office.store.writeNote('team', { deadAt: null, deadWhy: null })
          await mend()
        }
        // The rest of the answers, too, and then all goes well.
        for (let rounds = 0; rounds < 400; rounds += 1) {
          office.store.writeNote('team', { deadAt: null, deadWhy: null })
          office.outbox.kick()
          await office.clock.advance(300_000)
          await mend()
          if (waiting.length === 0 && office.store.pending().length === 0) break
        }

        const { messages } = office.store.list({}, { limit: 200 })
        expect(messages).toHaveLength(posted)
        expect(sentWhileDead).toBe(0)
        for (const { id, state } of messages) {
          expect(['sent', 'failed']).toContain(state)
          if (state === 'sent') expect(heard.get(id)).toBe(1)
          else expect(heard.get(id) ?? 0).toBe(0)
        }
        // Who keeps the ids that he has seen gets each message once.
        expect([...taken.keys()].every((id) => messages.some((message) => message.id === id))).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})
