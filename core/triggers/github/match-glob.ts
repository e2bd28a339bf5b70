/**
 * Whether a name with slashes is what a pattern means: `*` is any text without a slash, `?` one such character, a whole
 * part `**` any number of parts, also none. Takes time in proportion to pattern times name at most, whatever both are.
 */
export function matchGlob(pattern: string, name: string): boolean {
  const parts = name.split('/')
  /** `reached[n]`: what was looked at of the pattern is what the first n parts may be. */
  let reached = parts.map(() => false)
  reached = [true, ...reached]
  for (const wanted of pattern.split('/')) {
    const next = reached.map(() => false)
    for (const [count, isReached] of reached.entries()) {
      if (wanted === '**') next[count] = isReached || (count > 0 && next[count - 1]!)
      else if (isReached && count < parts.length && matchPart(wanted, parts[count]!)) next[count + 1] = true
    }
    reached = next
  }
  return reached.at(-1)!
}

/** Goes back to the last `*` only, which is enough: an earlier one can take over whatever a later one could. */
function matchPart(pattern: string, text: string): boolean {
  let [at, from, star, taken] = [0, 0, -1, 0]
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at
      taken = from
      at += 1
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at += 1
      from += 1
    } else if (star >= 0) {
      at = star + 1
      taken += 1
      from = taken
    } else {
      return false
    }
  }
  return /^\**$/.test(pattern.slice(at))
}
