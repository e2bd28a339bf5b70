/** Calls back with the number of each Ctrl-C (SIGINT), instead of ending the process. The answer ends that. */
export function onInterrupts(callback: (count: number) => void): () => void {
  let count = 0
  const listener = () => {
    count += 1
    callback(count)
  }
  process.on('SIGINT', listener)
  return () => process.off('SIGINT', listener)
}
