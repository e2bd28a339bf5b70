import { describe, expect, test } from 'vitest'
import type { LogMatches } from '../../../contract/index.ts'
import { parseAnsiLine } from '../../../renderer/runs/log/ansi.ts'
import { describeSearch, LogSearcher } from '../../../renderer/runs/log/log-searcher.ts'
import { markMatches } from '../../../renderer/runs/log/mark-matches.ts'

const match = (offset: number) => ({ offset, bytes: 3, line: offset })
const news = (offsets: number[], count: number, end: boolean): LogMatches => ({
  matches: offsets.map(match),
  count,
  searchedBytes: end ? 1000 : 500,
  totalBytes: 1000,
  end,
})

function searcherOf(pieces: LogMatches[], viewEnd = Number.POSITIVE_INFINITY) {
  const asked: string[] = []
  const searcher = new LogSearcher({
    viewEnd: () => viewEnd,
    async search({ text }) {
      asked.push(text)
      return (async function* () {
        yield* pieces
      })()
    },
  })
  const settled = () => expect.poll(() => searcher.getSnapshot().state).not.toBe('searching')
  return { searcher, asked, settled }
}

describe('searching a log in the window', () => {
  test('begins at the newest place and steps around both ends', async () => {
    const { searcher, settled } = searcherOf([news([900, 800], 2, false), news([100], 3, true)])
    searcher.begin({ text: 'abc', matchCase: false })
    await settled()
    const current = () => searcher.getSnapshot().matches[searcher.getSnapshot().current]?.offset
    expect([current(), describeSearch(searcher.getSnapshot())]).toEqual([900, '3 of 3'])
    searcher.step(1)
    expect([current(), describeSearch(searcher.getSnapshot())]).toEqual([100, '1 of 3'])
    searcher.step(-1)
    expect(current()).toBe(900)
    searcher.step(-1)
    expect(current()).toBe(800)
  })

  test('begins at the nearest place above the view; when all are below it, at the first', async () => {
    const middle = searcherOf([news([900, 800, 100], 3, true)], 850)
    middle.searcher.begin({ text: 'abc', matchCase: false })
    await middle.settled()
    expect(middle.searcher.getSnapshot().current).toBe(1)
    const top = searcherOf([news([900, 800], 2, true)], 50)
    top.searcher.begin({ text: 'abc', matchCase: false })
    await top.settled()
    expect(top.searcher.getSnapshot().current).toBe(1)
  })

  test('says what there is, and how much of it can be stepped through', async () => {
    const none = searcherOf([news([], 0, true)])
    none.searcher.begin({ text: 'abc', matchCase: false })
    await none.settled()
    expect(describeSearch(none.searcher.getSnapshot())).toBe('Not found')
    const many = searcherOf([news([900, 800], 50_000, true)])
    many.searcher.begin({ text: 'abc', matchCase: false })
    await many.settled()
    expect(describeSearch(many.searcher.getSnapshot())).toBe(
      '50,000 of 50,000, the newest 2 can be stepped through',
    )
  })

  test('an empty text ends the search', async () => {
    const { searcher, asked, settled } = searcherOf([news([1], 1, true)])
    searcher.begin({ text: 'abc', matchCase: false })
    await settled()
    searcher.begin({ text: '', matchCase: false })
    expect(searcher.getSnapshot()).toMatchObject({ state: 'idle', matches: [], current: -1 })
    expect(asked).toEqual(['abc'])
  })
})

describe('marking in a line', () => {
  const marked = (line: string, text: string, matchCase = false) =>
    markMatches(parseAnsiLine(line), { text, matchCase })
      .map((span) => (span.marked ? `[${span.text}]` : span.text))
      .join('')

  test('goes across colours and passes over capitals unless told', () => {
    expect(marked('\x1b[31mERR\x1b[1mor\x1b[0m: error', 'error')).toBe('[ERR][or]: [error]')
    expect(marked('Error error', 'error', true)).toBe('Error [error]')
    expect(marked('aaaa', 'aa')).toBe('[aa][aa]')
    expect(marked('ÄÖ ü', 'ü')).toBe('ÄÖ [ü]')
  })

  test('leaves a line without it as it is', () => {
    const spans = parseAnsiLine('\x1b[32mok\x1b[0m done')
    expect(markMatches(spans, { text: 'x', matchCase: false }).map(({ text }) => text)).toEqual([
      'ok',
      ' done',
    ])
    expect(markMatches(spans, null)).toHaveLength(2)
  })
})
