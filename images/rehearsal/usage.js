/** US dollars per million tokens as Claude Code 2.1.329 reckons: input, output, cache read, cache creation. */
const PRICES = [
  [/opus/, [4, 20, 0.2, 5]],
  [/haiku/, [0.1, 0.5, 0.01, 0.125]],
  [/./, [2, 10, 0.1, 2.5]],
]

/** Token counts and their list price, always the same for the same stage and model, and of a plausible size. */
export function usageOf(seed, model) {
  const input = 400 + number(seed, 'input', 3000)
  const output = 300 + number(seed, 'output', 2500)
  const cacheRead = 4000 + number(seed, 'read', 30_000)
  const cacheCreation = 1000 + number(seed, 'creation', 6000)
  const [, prices] = PRICES.find(([family]) => family.test(model))
  const costUsd = [input, output, cacheRead, cacheCreation].reduce(
    (sum, n, i) => sum + (n * prices[i]) / 1e6,
    0,
  )
  const total = {
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheCreation,
  }
  return {
    total,
    // A running message reports a low output count, as the real stream does.
    perMessage: { ...total, output_tokens: 1 },
    perModel: {
      inputTokens: input,
      outputTokens: output,
      cacheReadInputTokens: cacheRead,
      cacheCreationInputTokens: cacheCreation,
      costUSD: costUsd,
    },
    costUsd,
  }
}

/** FNV-1a: a number below `range` that depends on the texts alone. */
function number(seed, purpose, range) {
  let hash = 0x811c9dc5
  for (const character of `${seed} ${purpose}`) {
    hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0
  }
  return hash % range
}
