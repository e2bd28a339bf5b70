/** The one of `names` that a mistyped word most likely meant, or `null` when none is near. */
export function closest(word: string, names: readonly string[]): string | null {
  const ranked = names
    .map((name) => ({ name, steps: editDistance(word, name) }))
    .sort((left, right) => left.steps - right.steps)
  const best = ranked[0]
  return best && best.steps <= Math.max(1, Math.floor(word.length / 3)) ? best.name : null
}

function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const swap = above[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(swap, above[column]! + 1, current[column - 1]! + 1))
    }
    above = current
  }
  return above[to.length]!
}
