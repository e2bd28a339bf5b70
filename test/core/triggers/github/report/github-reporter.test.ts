import { describe, expect, it } from 'vitest'
import { openReportBench, refusal, SHA } from './report-bench.ts'

const SECOND = 1_000
const HOUR = 3_600_000

describe('a run that began at GitHub', () => {
  it('is told when it is at work and when it ended, in one comment', async () => {
    const bench = openReportBench()
    const run = bench.begin()
    bench.atWork(run)
    await bench.clock.advance(SECOND)
    expect(bench.said()).toEqual(['**Agent Oven:** `review #1` is running.'])
    await bench.clock.advance(90 * SECOND)
    bench.end(run)
    await bench.clock.advance(5 * SECOND)
    expect(bench.calls).toEqual(['create', 'edit'])
    expect(bench.said()).toEqual(['**Agent Oven:** `review #1` worked for 1 min 31 s.'])
    expect([...bench.comments.values()][0]?.number).toBe(7)
  })

  it('is told by the status of its commit where that is asked for, or both', async () => {
    const bench = openReportBench({ report: ['status', 'comment'] })
    const run = bench.begin()
    bench.atWork(run)
    await bench.clock.advance(5 * SECOND)
    bench.end(run, {
      outcome: 'failed',
      verdict: 'failed',
      error: { code: 'x', message: 'It broke.', hint: null },
    })
    await bench.clock.advance(5 * SECOND)
    expect(bench.statuses).toEqual([
      {
        sha: SHA,
        state: 'pending',
        description: '#1 is running',
        context: 'agent-oven/review',
        targetUrl: null,
      },
      {
        sha: SHA,
        state: 'failure',
        description: '#1 failed after 5 s: It broke.',
        context: 'agent-oven/review',
        targetUrl: null,
      },
    ])
    expect(bench.comments.size).toBe(1)
  })

  it.each([
    ['its job asks for nothing', { report: [] }, {}],
    ['it is rehearsed', {}, { rehearsal: true }],
    ['there is no page to comment on', { report: ['comment'] }, { number: null }],
    ['there is no commit to give a status', { report: ['status'] }, { sha: null }],
  ] as const)('is told nothing of where %s', async (_why, settings, how) => {
    const bench = openReportBench({ report: ['comment'], ...settings } as Parameters<
      typeof openReportBench
    >[0])
    const run = bench.begin(how)
    bench.atWork(run)
    bench.end(run)
    await bench.clock.advance(60 * SECOND)
    expect(bench.calls).toEqual([])
  })

  it('says that it waits only when it waits for more than a moment', async () => {
    const bench = openReportBench()
    const run = bench.begin()
    await bench.clock.advance(4 * SECOND)
    expect(bench.calls).toEqual([])
    await bench.clock.advance(2 * SECOND)
    expect(bench.said()).toEqual(['**Agent Oven:** `review #1` waits for its turn.'])
    bench.atWork(run)
    await bench.clock.advance(2 * SECOND)
    expect(bench.said()).toEqual(['**Agent Oven:** `review #1` is running.'])
  })

  it('is told of its attempts in the same comment, as one run', async () => {
    const bench = openReportBench()
    const run = bench.begin()
    bench.atWork(run)
    const retry = bench.begin({ repeats: run, notBeforeAt: '2026-11-20T02:10:00.000Z' })
    bench.end(run, { outcome: 'failed', verdict: 'rate-limited' })
    await bench.clock.advance(6 * SECOND)
    expect(bench.said()).toEqual([
      '**Agent Oven:** `review #2` is tried again (attempt 2), not before 2026-11-20 02:10 UTC.',
    ])
    bench.atWork(retry)
    bench.end(retry)
    await bench.clock.advance(6 * SECOND)
    expect([...bench.comments.values()].map(({ text }) => text.split('\n').slice(2))).toEqual([
      [
        '**Agent Oven:** `review #2` worked for 0.0 s.',
        '',
        'More, where the oven is: `oven runs show review#2`',
      ],
    ])
  })

  it('shares a comment with the other runs of its job on the same page; each job has its own', async () => {
    const bench = openReportBench({ report: ['comment', 'status'] })
    bench.addJob('lint', ['comment'])
    const first = bench.begin()
    bench.end(first, { outcome: 'failed', verdict: 'failed' })
    const other = bench.begin({ job: 'lint' })
    bench.end(other)
    await bench.clock.advance(10 * SECOND)
    const second = bench.begin({ sha: `b${SHA.slice(1)}` })
    bench.atWork(second)
    await bench.clock.advance(10 * SECOND)
    const texts = [...bench.comments.values()].map(({ text }) => text.split('\n').slice(2).join('\n'))
    expect(texts).toEqual([
      '**Agent Oven:** `review #2` is running.\n\nBefore: `#1` failed.\n\nMore, where the oven is: `oven runs show review#2`',
      '**Agent Oven:** `lint #1` worked.\n\nMore, where the oven is: `oven runs show lint#1`',
    ])
    expect(bench.statuses.map(({ sha, state }) => [sha[0], state])).toEqual([
      ['a', 'failure'],
      ['b', 'pending'],
    ])
  })
})

describe('what GitHub cannot be told now', () => {
  it('is told later, with waits that grow, and only as it stands then', async () => {
    const bench = openReportBench({ report: ['status'] })
    bench.faults.push(...Array.from({ length: 4 }, () => ({ error: refusal('github-failed') })))
    const run = bench.begin()
    bench.atWork(run)
    const at: number[] = []
    for (let second = 0; second < 120; second += 1) {
      if (second === 10) bench.end(run)
      const before = bench.calls.filter((call) => call === 'status').length
      await bench.clock.advance(SECOND)
      if (bench.calls.filter((call) => call === 'status').length > before) at.push(second)
    }
    // A half of the wait is fixed and a half is chance (here a half of it): 3.75 s, 7.5 s, 15 s, 30 s.
    expect(at.map((second, index) => second - (at[index - 1] ?? second))).toEqual([0, 3, 8, 15, 30])
    expect(bench.statuses.map(({ description }) => description)).toEqual(['#1 worked for 10 s'])
    expect(bench.warnings).toEqual([])
  })

  it('waits until GitHub answers again where it said when, and so does everything that asks as the same', async () => {
    const bench = openReportBench()
    bench.faults.push({ error: refusal('github-limited', { retryAt: '2026-11-20T02:20:00.000Z' }) })
    bench.atWork(bench.begin())
    await bench.clock.advance(10 * SECOND)
    bench.atWork(bench.begin({ number: 8 }))
    await bench.clock.advance(19 * 60 * SECOND)
    expect(bench.calls).toEqual(['create'])
    await bench.clock.advance(60 * SECOND)
    expect(bench.calls).toEqual(['create', 'create', 'create'])
  })

  it('is given up after a day, and that is said', async () => {
    const bench = openReportBench()
    bench.faults.push(...Array.from({ length: 200 }, () => ({ error: refusal('network') })))
    const run = bench.begin()
    bench.atWork(run)
    bench.end(run)
    await bench.clock.advance(23 * HOUR)
    expect(bench.warnings).toEqual([])
    await bench.clock.advance(2 * HOUR)
    expect(bench.warnings).toEqual([
      'GitHub is not told of the runs of "review" by comments on acme/shop: it was tried for a day. GitHub said network.',
    ])
    const tried = bench.calls.length
    await bench.clock.advance(24 * HOUR)
    expect(bench.calls).toHaveLength(tried)
    expect(bench.store.ofRun(run.id)[0]).toMatchObject({ isOpen: false, problem: { code: 'network' } })
    expect(bench.runs.find(run.id)).toMatchObject({ outcome: 'succeeded', verdict: 'worked', error: null })
  })

  it('is tried many times before it is given up, however long the machine slept', async () => {
    const bench = openReportBench()
    bench.faults.push({ error: refusal('network') }, { error: refusal('network') })
    bench.end(bench.atWork(bench.begin()))
    await bench.clock.advance(SECOND)
    bench.clock.sleep(60 * HOUR)
    await bench.clock.advance(60 * SECOND)
    expect(bench.said()).toHaveLength(1)
    expect(bench.warnings).toEqual([])
  })

  it('is refused: said once with the permission that is needed, and tried again only with news', async () => {
    const bench = openReportBench()
    bench.faults.push({ error: refusal('github-denied') }, { error: refusal('github-denied') })
    const run = bench.begin()
    bench.atWork(run)
    await bench.clock.advance(HOUR)
    expect(bench.calls).toEqual(['create'])
    bench.end(run)
    await bench.clock.advance(HOUR)
    expect(bench.calls).toEqual(['create', 'create'])
    expect(bench.warnings).toEqual([
      'GitHub is not told of the runs of "review" by comments on acme/shop: GitHub said github-denied. The token or App of the job needs the permission "Issues" and, for pull requests, "Pull requests": read and write (for a classic token, the scope "repo").',
    ])
  })

  it('is not even tried without a login', async () => {
    const bench = openReportBench({ access: { apiUrl: 'https://api.github.com', token: null } })
    bench.atWork(bench.begin())
    await bench.clock.advance(HOUR)
    expect(bench.calls).toEqual([])
    expect(bench.warnings[0]).toContain('There is no login to tell GitHub with.')
  })
})

describe('a comment that somebody removed', () => {
  it('is made anew once, and then left', async () => {
    const bench = openReportBench()
    const first = bench.begin()
    bench.atWork(first)
    await bench.clock.advance(5 * SECOND)
    bench.comments.clear()
    bench.end(first)
    await bench.clock.advance(5 * SECOND)
    expect(bench.calls).toEqual(['create', 'edit', 'create'])
    expect(bench.said()).toHaveLength(1)
    bench.comments.clear()
    const second = bench.begin()
    bench.atWork(second)
    await bench.clock.advance(5 * SECOND)
    bench.end(second)
    bench.atWork(bench.begin())
    await bench.clock.advance(HOUR)
    expect(bench.calls).toEqual(['create', 'edit', 'create', 'edit'])
    expect(bench.comments.size).toBe(0)
  })
})

describe('what comes up while GitHub is told', () => {
  it('is told next', async () => {
    const bench = openReportBench()
    const run = bench.begin()
    bench.hold()
    bench.atWork(run)
    await bench.clock.advance(SECOND)
    bench.end(run)
    await bench.clock.advance(SECOND)
    bench.answer()
    await bench.clock.advance(5 * SECOND)
    expect(bench.calls).toEqual(['create', 'edit'])
    expect(bench.said()).toEqual(['**Agent Oven:** `review #1` worked for 1 s.'])
  })
})

describe('a host that goes away', () => {
  it('before it noted the run: the next one tells of it', async () => {
    const bench = openReportBench()
    const run = bench.begin({ silent: true })
    bench.stop()
    bench.change(run, { state: 'running' }, { silent: true })
    bench.start()
    await bench.clock.advance(SECOND)
    expect(bench.said()).toEqual(['**Agent Oven:** `review #1` is running.'])
  })

  it('between the end of the run and the word of it', async () => {
    const bench = openReportBench()
    const run = bench.begin()
    bench.atWork(run)
    await bench.clock.advance(5 * SECOND)
    bench.end(run, {}, true)
    bench.restart()
    await bench.clock.advance(5 * SECOND)
    expect(bench.calls).toEqual(['create', 'edit'])
    expect(bench.said()).toEqual(['**Agent Oven:** `review #1` worked for 5 s.'])
  })

  it('while GitHub makes the comment: the next one finds it, and makes no other', async () => {
    const bench = openReportBench()
    const run = bench.begin()
    bench.hold()
    bench.atWork(run)
    await bench.clock.advance(SECOND)
    expect(bench.calls).toEqual(['create'])
    bench.stop()
    bench.answer()
    await bench.clock.advance(SECOND)
    bench.comments.set(1, { number: 7, text: 'Quoted: <!-- agent-oven:run 0 -->' })
    bench.start()
    bench.end(run)
    await bench.clock.advance(5 * SECOND)
    expect(bench.calls).toEqual(['create', 'read /repos/acme/shop/issues/comments', 'edit'])
    expect([...bench.comments.keys()]).toEqual([101, 1])
    expect(bench.said()[0]).toBe('**Agent Oven:** `review #1` worked for 2 s.')
  })

  it('or whose answer is lost on the way', async () => {
    const bench = openReportBench()
    bench.faults.push({ error: refusal('network'), after: true })
    bench.end(bench.atWork(bench.begin()))
    await bench.clock.advance(HOUR)
    expect(bench.comments.size).toBe(1)
    expect(bench.calls).toEqual(['create', 'read /repos/acme/shop/issues/comments', 'edit'])
  })

  it('tells nothing twice', async () => {
    const bench = openReportBench({ report: ['comment', 'status'] })
    bench.end(bench.atWork(bench.begin()))
    await bench.clock.advance(5 * SECOND)
    for (let again = 0; again < 3; again += 1) {
      bench.restart()
      await bench.clock.advance(60 * SECOND)
    }
    expect(bench.calls.sort()).toEqual(['create', 'status'])
  })
})
