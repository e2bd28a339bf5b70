import { describe, expect, test } from 'vitest'
import { BuildProgress } from '../../../adapters/docker/build-progress.ts'
import { PullProgress } from '../../../adapters/docker/pull-progress.ts'

describe('PullProgress', () => {
  test('adds the layers up, never backwards, to the whole', () => {
    const progress = new PullProgress()
    const layer = (id: string, status: string, current = 0, total = 0) =>
      progress.take({ id, status, progressDetail: { current, total } })?.fraction
    expect(progress.take({ status: 'Pulling from library/x', id: 'latest' })?.fraction).toBeNull()
    const seen = [
      layer('aaaaaaaaaaaa', 'Pulling fs layer'),
      layer('bbbbbbbbbbbb', 'Pulling fs layer'),
      layer('aaaaaaaaaaaa', 'Downloading', 50, 100),
      layer('bbbbbbbbbbbb', 'Already exists'),
      layer('aaaaaaaaaaaa', 'Download complete'),
      layer('aaaaaaaaaaaa', 'Extracting', 1, 2),
      layer('aaaaaaaaaaaa', 'Pull complete'),
    ] as number[]
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen[2]).toBeCloseTo(0.175)
    expect(seen.at(-1)).toBe(1)
    expect(layer('aaaaaaaaaaaa', 'Downloading', 10, 100)).toBeUndefined()
  })
})

describe('BuildProgress', () => {
  test('tells the step and its share, and keeps the failing step’s last words', () => {
    const progress = new BuildProgress()
    const fractions = [
      'Step 1/4 : FROM x\n',
      ' ---> abc\n',
      'Step 3/4 : RUN make',
      '\nfirst\n',
      'half',
    ].flatMap((stream) => progress.take({ stream }).map(({ text, fraction }) => [text, fraction]))
    expect(fractions).toEqual([
      ['Step 1/4 : FROM x', 0],
      [' ---> abc', 0],
      ['Step 3/4 : RUN make', 0.5],
      ['first', 0.5],
    ])
    for (let at = 0; at < 30; at++) progress.take({ stream: `\nline ${at}` })
    const { step, lines } = progress.lastWords()
    expect(step).toBe('step 3/4 (RUN make)')
    expect(lines).toHaveLength(20)
    expect(lines.at(-1)).toBe('line 29')
  })

  test('knows the image that came of it', () => {
    const progress = new BuildProgress()
    progress.take({ aux: { ID: 'sha256:1' } })
    expect(progress.imageId).toBe('sha256:1')
  })
})
