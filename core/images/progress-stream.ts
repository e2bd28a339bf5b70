import type { ImageProgress } from '../../contract/index.ts'

type Progress = Omit<ImageProgress, 'image' | 'done'>

/** Turns work that calls back with its progress into a stream of it; the last item has `done`. Throws what the work throws. */
export async function* streamProgress(
  image: string,
  work: (onProgress: (progress: Progress) => void) => Promise<{ id: string }>,
): AsyncGenerator<ImageProgress> {
  const pending: Progress[] = []
  let wake = () => {}
  let ended = false
  const result = work((progress) => {
    pending.push(progress)
    wake()
  }).finally(() => {
    ended = true
    wake()
  })
  result.catch(() => {})
  while (!ended || pending.length > 0) {
    const next = pending.shift()
    if (next) yield { ...next, image, done: false }
    else {
      await new Promise<void>((resolve) => {
        wake = resolve
        if (ended || pending.length > 0) resolve()
      })
    }
  }
  const { id } = await result
  yield {
    image,
    text: `Built ${image} (${id.replace(/^sha256:/, '').slice(0, 12)})`,
    fraction: 1,
    done: true,
  }
}
