const FREE_SHIPPING_FROM = 4000
const SHIPPING = 490

export function checkout(basket, { voucherPercent = 0 } = {}) {
  const subtotal = Math.round(basket.subtotal() * (1 - voucherPercent / 100))
  const shipping = subtotal >= FREE_SHIPPING_FROM ? 0 : SHIPPING
  return { lines: basket.lines(), subtotal, shipping, total: subtotal + shipping }
}
