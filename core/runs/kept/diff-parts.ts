import type { RunChanges } from '../../../contract/index.ts'

/** As `images/pipeline-runner/runner/diff.js` heads each part; no line of a diff begins like this. */
const HEADING = /^# agent-oven: (branch|uncommitted) ?(.*)$/
const CUT = /^The diff is longer; it was cut after \d+ bytes\.$/

/**
 * Reads a run's `changes.diff`: a heading, a unified diff, the next heading. A diff without a heading, as older runner
 * images wrote it, is one part without a name.
 */
export function readDiffParts(text: string): Pick<RunChanges, 'parts' | 'cut'> {
  const parts: RunChanges['parts'] = []
  let cut = false
  let lines: string[] = []
  const close = () => {
    const last = parts.at(-1)
    if (last) last.diff = lines.join('\n')
    else if (lines.some((line) => line !== '')) {
      parts.push({ kind: 'branch', name: '', diff: lines.join('\n') })
    }
    lines = []
  }
  for (const line of text.split('\n')) {
    const heading = HEADING.exec(line)
    if (heading) {
      close()
      parts.push({ kind: heading[1] as 'branch' | 'uncommitted', name: heading[2]!, diff: '' })
    } else if (CUT.test(line)) cut = true
    else lines.push(line)
  }
  close()
  return { parts: parts.filter(({ diff }) => diff.trim() !== ''), cut }
}
