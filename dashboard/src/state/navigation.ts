/**
 * Where the reader is: the address's hash as a cell, and the two ways to change it.
 *
 * `go` adds an entry to the tab's history, `replace` does not (typing into a box must not fill it).
 */

import {
  type PageName,
  parseRoute,
  type Route,
  type RouteParams,
  routeHash,
} from '../logic/route.ts'
import { type Cell, createCell } from './cell.ts'

export const routeCell: Cell<Route> = createCell<Route>(parseRoute(''))

export function followAddress(): void {
  const read = (): void => routeCell.set(parseRoute(location.hash))
  window.addEventListener('hashchange', read)
  read()
}

export function go(page: PageName, params?: RouteParams, id?: string | null): void {
  location.hash = routeHash(page, params, id)
}

export function replace(page: PageName, params?: RouteParams, id?: string | null): void {
  const hash = routeHash(page, params, id)
  if (hash === location.hash) return
  history.replaceState(null, '', hash)
  routeCell.set(parseRoute(hash))
}
