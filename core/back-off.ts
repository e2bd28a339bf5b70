/** Twice as long after each try that came to nothing, in ms: `firstMs` after none of them, never more than `longestMs`. */
export function doubledWait(firstMs: number, times: number, longestMs: number): number {
  // Further doublings are past any bound, and past what is a number of ms in the end.
  return Math.min(firstMs * 2 ** Math.min(times, 20), longestMs)
}
