/** Cents per 100 g. */
const PRICES = new Map([
  ['assam', 690],
  ['darjeeling', 1450],
  ['lapsang', 980],
  ['sencha', 1120],
])

export function priceOf(tea, grams) {
  const price = PRICES.get(tea)
  if (price === undefined) throw new Error(`We have no tea called "${tea}".`)
  return Math.round((price * grams) / 100)
}
