/**
 * Tokens of an agent while it works. Claude Code repeats a message's usage with each of its blocks, so the
 * newest counts of each message are added up. The output counts of a running message are low; the result's are right.
 */
export class Tokens {
  #messages = new Map()
  #last = ''

  /** Takes a message in; true when the total changed. */
  add(message) {
    if (!message?.usage || message.model === '<synthetic>') return false
    this.#messages.set(message.id ?? this.#messages.size, fromUsage(message.usage))
    const now = JSON.stringify(this.total())
    const changed = now !== this.#last
    this.#last = now
    return changed
  }

  total() {
    return sum([...this.#messages.values()])
  }
}

/** A result event's totals: of all models it used where it names them, else of its main conversation. */
export function totalsOfResult(result) {
  const models = Object.values(result.modelUsage ?? {})
  if (models.length > 0) {
    return sum(
      models.map((model) => ({
        input: count(model?.inputTokens),
        output: count(model?.outputTokens),
        cacheRead: count(model?.cacheReadInputTokens),
        cacheCreation: count(model?.cacheCreationInputTokens),
      })),
    )
  }
  return result.usage ? fromUsage(result.usage) : null
}

function fromUsage(usage) {
  return {
    input: count(usage.input_tokens),
    output: count(usage.output_tokens),
    cacheRead: count(usage.cache_read_input_tokens),
    cacheCreation: count(usage.cache_creation_input_tokens),
  }
}

function sum(parts) {
  const total = { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 }
  for (const part of parts) for (const key of Object.keys(total)) total[key] += part[key]
  return total
}

function count(value) {
  return Number.isInteger(value) && value > 0 ? value : 0
}
