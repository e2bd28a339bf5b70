import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run } from '../../../../../contract/index.ts'
import { OWN_MARKER } from '../../../../../core/triggers/github/read-event.ts'
import { commitStatus } from '../../../../../core/triggers/github/report/commit-status.ts'
import { runComment } from '../../../../../core/triggers/github/report/run-comment.ts'
import { finishedRun, stage } from './finished-run.ts'

const options = { mark: 'c0ffee', repo: 'acme/shop', host: 'github.com', mask: (text: string) => text }
const sha = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

describe('what a comment says', () => {
  it('of a run at work', () => {
    const run = finishedRun({ state: 'running', outcome: null, verdict: null, number: 1 })
    expect(runComment([run], options)).toBe(
      `<!-- agent-oven:run c0ffee -->

**Agent Oven:** \`Review of pull requests #1\` is running.

More, where the oven is: \`oven runs show review#1\``,
    )
  })

  it('of a run that worked, with its stages, its commits and its pull request', () => {
    const run = finishedRun({
      branches: [
        { name: 'oven/fix', commit: sha, commits: 1, pushed: true, error: null },
        { name: 'oven/draft', commit: sha, commits: 1, pushed: false, error: 'refused' },
      ],
      commits: [
        { sha, branch: 'oven/fix', subject: 'Fix the cart, see #12' },
        { sha: `b${sha.slice(1)}`, branch: 'oven/draft', subject: 'A draft' },
      ],
      pullRequest: { url: 'https://github.com/Acme/shop/pull/9', number: 9, branch: 'oven/fix' },
    })
    const before = finishedRun({ number: 46, outcome: 'timed-out', verdict: 'incomplete' })
    expect(runComment([run, before], options)).toBe(
      `<!-- agent-oven:run c0ffee -->

**Agent Oven:** \`Review of pull requests #47\` worked for 12 min 4 s, for 0.42 USD.

| stage | result | time |
| --- | --- | --- |
| \`plan\` | succeeded | 1 min 1 s |
| \`review\` | succeeded (attempt 2) | 10 min 40 s |

- Pull request: https://github.com/acme/shop/pull/9
- Commit [\`a1b2c3d\`](https://github.com/acme/shop/commit/${sha}) on \`oven/fix\`: \`Fix the cart, see #12\`
- Commit \`b1b2c3d\` on \`oven/draft\` (not pushed): \`A draft\`

Before: \`#46\` ran out of time.

More, where the oven is: \`oven runs show review#47\``,
    )
  })

  it('of a run that failed: the reason as code, without what to do about it on the machine', () => {
    const run = finishedRun({
      outcome: 'failed',
      verdict: 'failed',
      costUsd: null,
      error: {
        code: 'stage-failed',
        message: 'Stage "review" failed: @all ask `root`',
        hint: 'Look into the log.',
      },
      stages: [stage('plan'), stage('review', { status: 'failed' }), stage('write', { status: 'waiting' })],
    })
    expect(runComment([run], options)).toBe(
      `<!-- agent-oven:run c0ffee -->

**Agent Oven:** \`Review of pull requests #47\` failed after 12 min 4 s.

The reason: \`\` Stage "review" failed: @all ask \`root\` \`\`

| stage | result | time |
| --- | --- | --- |
| \`plan\` | succeeded | – |
| \`review\` | failed | – |
| \`write\` | not begun | – |

More, where the oven is: \`oven runs show review#47\``,
    )
  })

  it('of a run that waits to be tried again', () => {
    const run = finishedRun({
      state: 'queued',
      outcome: null,
      verdict: null,
      attempt: 2,
      number: 48,
      notBeforeAt: '2026-11-20T03:00:00.000Z',
    })
    expect(runComment([run], options)).toContain(
      '`Review of pull requests #48` is tried again (attempt 2), not before 2026-11-20 03:00 UTC.',
    )
  })

  it.each([
    [{ outcome: 'succeeded', verdict: 'nothing-to-do' }, 'found nothing to do after 12 min 4 s', 'success'],
    [{ outcome: 'succeeded', verdict: 'incomplete' }, 'ended incomplete after 12 min 4 s', 'failure'],
    [{ outcome: 'succeeded', verdict: 'blocked' }, 'could not do its work after 12 min 4 s', 'error'],
    [
      { outcome: 'failed', verdict: 'rate-limited' },
      'met a limit of the model’s provider after 12 min 4 s',
      'error',
    ],
    [{ outcome: 'timed-out', verdict: 'incomplete' }, 'ran out of time after 12 min 4 s', 'failure'],
    [{ outcome: 'cancelled', verdict: 'incomplete' }, 'was cancelled after 12 min 4 s', 'error'],
    [{ outcome: 'lost', verdict: 'incomplete' }, 'was lost after 12 min 4 s', 'error'],
    [{ outcome: 'blocked', verdict: 'blocked', durationMs: null }, 'was blocked before it began', 'error'],
  ] as [Partial<Run>, string, string][])(
    '%j is told as it is, and so is the status',
    (changes, words, state) => {
      const run = finishedRun({ ...changes, costUsd: null })
      expect(runComment([run], options)).toContain(`#47\` ${words}.`)
      expect(commitStatus(run, sha, options.mask)).toEqual({
        sha,
        state,
        description: `#47 ${words}`,
        context: 'agent-oven/review',
        targetUrl: null,
      })
    },
  )

  it('shows a pull request elsewhere as text, never as a link', () => {
    for (const url of [
      'https://github.com/other/repo/pull/9',
      'https://github.com.evil.example/acme/shop/pull/9',
      'https://evil.example/?https://github.com/acme/shop/pull/9',
    ]) {
      const text = runComment([finishedRun({ pullRequest: { url, number: 9, branch: null } })], options)
      expect(text).toContain(`- Pull request: \`${url}\``)
    }
  })

  it('takes secrets out before anything is cut or put in order', () => {
    const mask = (text: string) => text.replaceAll('s3cr3t-`value`', '***')
    const message = `${'x'.repeat(995)}s3cr3t-\`value\``
    const run = finishedRun({
      outcome: 'failed',
      verdict: 'failed',
      error: { code: 'x', message, hint: null },
    })
    const said = runComment([run], { ...options, mask })
    expect(said).toContain(`${'x'.repeat(995)}***\``)
    expect(said).not.toContain('s3cr3t')
    expect(commitStatus(run, sha, mask).description).not.toContain('s3cr3t')
  })

  it('begins with what runs are never begun by', () => {
    expect(runComment([finishedRun()], options).startsWith(OWN_MARKER)).toBe(true)
  })
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '`',
          '``',
          '```',
          '~~~',
          '\n',
          '\r\n\n',
          '|',
          '\\',
          '\\|',
          '\\`',
          '<img src=x>',
          '<!--',
          '-->',
          '@octocat',
        ],
        ...[
          '#12',
          'a/b#3',
          '[x](http://e.example)',
          'http://e.example',
          '$x$',
          '\u202e',
          '\u200b',
          '\ud800',
          ' ',
          'a',
        ],
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
)

/** A run in which everything that somebody else may have written is this text. */
const runOf = (text: string, many: number) =>
  finishedRun({
    outcome: 'failed',
    verdict: 'failed',
    error: { code: 'x', message: text, hint: text },
    stages: Array.from({ length: many }, () => stage(text, { error: text, lastText: text })),
    commits: Array.from({ length: many }, () => ({ sha: text, branch: text, subject: text })),
    branches: [{ name: text, commit: text, commits: 1, pushed: true, error: text }],
    pullRequest: { url: text, number: 1, branch: text },
    jobName: text,
  })

/** Takes out spans of code as CommonMark finds them (https://spec.commonmark.org/0.31.2/#code-spans), line by line. */
function withoutCode(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      let out = ''
      for (let at = 0; at < line.length; ) {
        const run = /^`+/.exec(line.slice(at))?.[0]
        if (run === undefined) {
          // A backslash before a backtick keeps it from opening; ours never stands before one.
          out += line[at]
          at += 1
          continue
        }
        const rest = line.slice(at + run.length)
        const close = [...rest.matchAll(/`+/g)].find(([ticks]) => ticks.length === run.length)
        if (close === undefined) return `UNCLOSED ${line}`
        out += '<code>'
        at += run.length + close.index + run.length
      }
      return out
    })
    .join('\n')
}

const codeOnly = (text: string) => withoutCode(text).replaceAll('(nothing)', '<code>')

describe('text of others', () => {
  it('stands in code and nowhere else, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = codeOnly(runComment([runOf('x', 2), runOf('x', 0)], options))
        expect(codeOnly(runComment([runOf(text, 2), runOf(text, 0)], options))).toBe(plain)
      }),
      { numRuns: 400 },
    )
  })

  it('does not break a table: no bar in a cell but those between cells', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const rows = runComment([runOf(text, 3)], options)
          .split('\n')
          .filter((line) => line.startsWith('| `') || line.startsWith('| (nothing)'))
        expect(rows).toHaveLength(3)
        for (const row of rows) expect(row.match(/\|/g)).toHaveLength(4)
      }),
      { numRuns: 200 },
    )
  })

  it('is bounded, well formed and seen: 65,536 characters are never reached, 140 of a status never passed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (piece) => {
        const run = runOf(piece.repeat(3_000), 200)
        const text = runComment([run, ...Array.from({ length: 11 }, () => run)], options)
        expect([...text].length).toBeLessThan(65_536)
        expect(Buffer.byteLength(text)).toBeLessThan(262_144)
        expect(text.isWellFormed()).toBe(true)
        expect(text).not.toMatch(/[\p{Cf}\0]/u)
        const { description } = commitStatus(run, sha, options.mask)
        expect(description.length).toBeLessThanOrEqual(140)
        expect(description.isWellFormed()).toBe(true)
        expect(description).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }),
      { numRuns: 10 },
    )
  })
})
