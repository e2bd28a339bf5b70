/** Work on files takes as long as the disk pleases; one that hangs (a pipe that nobody opens) is not waited for. */
const PATIENCE_MS = 30_000

/**
 * Resolves when this process has no work on files under way any more, not even work that follows from other: what a test
 * awaits instead of "some milliseconds", in which a slow disk may not have written yet.
 */
export async function fileWorkDone(): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  let quietTurns = 0
  while (quietTurns < 3 && performance.now() < giveUpAt) {
    await new Promise((resolve) => (isWorkingOnFiles() ? setTimeout(resolve, 1) : setImmediate(resolve)))
    quietTurns = isWorkingOnFiles() ? 0 : quietTurns + 1
  }
}

const isWorkingOnFiles = () => process.getActiveResourcesInfo().some((kind) => kind.startsWith('FSReq'))
