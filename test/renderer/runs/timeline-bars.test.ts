import { describe, expect, test } from 'vitest'
import type { Stage } from '../../../contract/index.ts'
import { layOutTimeline } from '../../../renderer/runs/stages/timeline-bars.ts'

const start = Date.parse('2026-11-20T02:00:00Z')
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString()

function stage(
  name: string,
  from: number | null,
  to: number | null,
  status: Stage['status'] = 'succeeded',
): Stage {
  return {
    name,
    model: null,
    status,
    dependsOn: [],
    startedAt: from === null ? null : at(from),
    finishedAt: to === null ? null : at(to),
    durationMs: from === null || to === null ? null : (to - from) * 1000,
    tokens: null,
    costUsd: null,
    commitSha: null,
    attempt: 1,
    error: null,
    lastText: null,
  }
}

describe('a timeline', () => {
  test('puts stages that ran beside each other below each other, and the next into the highest free row', () => {
    const stages = [
      stage('plan', 0, 10),
      stage('audit', 10, 40),
      stage('docs', 11, 20),
      stage('more', 21, 30),
      stage('report', 40, 50),
    ]
    const timeline = layOutTimeline(stages, 0)!
    expect(timeline.bars.map(({ stage: { name }, row }) => [name, row])).toEqual([
      ['plan', 0],
      ['audit', 0],
      ['docs', 1],
      ['more', 1],
      ['report', 0],
    ])
    expect([timeline.rows, timeline.lengthMs]).toEqual([2, 50_000])
    const audit = timeline.bars[1]!
    expect([audit.from, audit.to]).toEqual([0.2, 0.8])
  })

  test('a stage that runs reaches to now, and the axis with it', () => {
    const running = stage('audit', 5, null, 'running')
    expect(layOutTimeline([stage('plan', 0, 5), running], start + 15_000)).toMatchObject({ lengthMs: 15_000 })
    expect(layOutTimeline([stage('plan', 0, 5), running], start + 25_000)).toMatchObject({ lengthMs: 25_000 })
  })

  test('every bar can be seen and lies on the axis, however short it was or wherever its clock stood', () => {
    const stages = [stage('long', 0, 3600), stage('blink', 3600, 3600), stage('back', 10, 5)]
    for (const { from, to } of layOutTimeline(stages, 0)!.bars) {
      expect(to - from).toBeGreaterThan(0.01)
      expect([from >= 0, to <= 1.0001]).toEqual([true, true])
    }
  })

  test.each([0.3, 7, 59, 60, 3599, 86_400, 1_000_000])('has few round marks over %s s', (seconds) => {
    const { marks, lengthMs } = layOutTimeline([stage('one', 0, seconds)], 0)!
    expect(marks[0]).toBe(0)
    expect(marks.length).toBeLessThanOrEqual(13)
    expect(marks.at(-1)!).toBeLessThan(lengthMs)
  })

  test('is none before anything began', () => {
    expect(layOutTimeline([stage('plan', null, null, 'waiting')], start)).toBeNull()
  })
})
