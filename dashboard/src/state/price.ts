/** What a million tokens cost the reader, kept in this browser: savings in money are an estimate of his, not of the gateway's. */

import { type Cell, createCell } from './cell.ts'

const priceName = 'loci.price'
const PRICE_DEFAULT = 1

function keptPrice(): number {
  const kept = Number(localStorage.getItem(priceName) ?? '')
  return Number.isFinite(kept) && kept > 0 ? kept : PRICE_DEFAULT
}

export const priceCell: Cell<number> = createCell(keptPrice())

export function setPrice(price: number): void {
  localStorage.setItem(priceName, String(price))
  priceCell.set(price)
}
