import { priceOf } from './prices.js'

export class Basket {
  #lines = []

  add(tea, grams) {
    const line = this.#lines.find((other) => other.tea === tea)
    if (line) line.grams += grams
    else this.#lines.push({ tea, grams })
  }

  lines() {
    return this.#lines.map((line) => ({ ...line, cents: priceOf(line.tea, line.grams) }))
  }

  subtotal() {
    return this.lines().reduce((sum, line) => sum + line.cents, 0)
  }
}
