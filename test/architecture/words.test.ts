import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blankComments, blankStrings } from './imports-of.ts'

const root = new URL('../..', import.meta.url).pathname
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
})
  .toString()
  .split('\0')
  .filter((path) => /\.(ts|tsx|js|mjs|json|md|yml|sh|html|css)$/.test(path) && path !== 'package-lock.json')
const files = tracked.flatMap((path) => {
  try {
    return [{ path, text: readFileSync(join(root, path), 'utf8') }]
  } catch {
    return [] // deleted, but still in the index
  }
})

/** Lines of the files for which `find` answers true, as `file:line: text`. */
function linesWhere(find: (line: string, path: string) => boolean, chosen = files): string[] {
  return chosen.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (find(line, path) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  )
}

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(100)
})

test("the app and its documents name no folder of somebody's machine", () => {
  const home = /\/(Users|home)\/(?!(oven|me|you|node)\b)[a-z][\w.-]*\//
  const outsideOfTests = files.filter(({ path }) => !path.startsWith('test/'))
  expect(linesWhere((line) => home.test(line), outsideOfTests)).toEqual([])
})

test('no test is skipped, kept for later, or the only one that runs', () => {
  const tests = files.filter(({ path }) => /^test\/.*\.test\.tsx?$/.test(path))
  const calls =
    /\b(describe|test|it)(\.\w+)*\.(skip|only|todo|fails)\b|(?<![.\w])(xit|xtest|xdescribe|fit|fdescribe)\(/
  const code = tests.map(({ path, text }) => ({ path, text: blankStrings(blankComments(text)) }))
  expect(linesWhere((line) => calls.test(line), code)).toEqual([])
})

test('no half-done word is left behind', () => {
  const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`)
  const code = files.filter(({ path }) => /\.(ts|tsx|js|mjs|sh)$/.test(path))
  expect(linesWhere((line) => marks.test(line), code)).toEqual([])
})
