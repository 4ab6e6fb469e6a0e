/** Keeps headline, figures and summary at what the filters match. */
import { summarize } from '../chart/summary.ts'
import { element } from './elements.ts'
import { findIncidents, findLanes, type Store } from './state.ts'

function definitions(list: readonly (readonly [string, string])[]): HTMLElement[] {
  return list.map(([name, text]) => element('div', {}, element('dt', {}, name), element('dd', {}, text)))
}

/** The document has the head of the whole report; it is replaced after the first change of a filter. */
export function keepHead(store: Store): void {
  const { model } = store
  const [title, lead] = [document.querySelector('h1'), document.querySelector('.lead')]
  const [common, stats] = [document.querySelector('.common'), document.querySelector('.stats')]
  let shown = ''
  store.watch((state) => {
    const { query, cause, withIncidentsOnly } = state
    const filters = `${withIncidentsOnly} ${cause} ${query}`
    if (filters === shown) return
    shown = filters
    const { headline, verdict, rows, tiles } = summarize(
      model,
      findLanes(model, state),
      findIncidents(model, state, false),
    )
    const isFiltered = query !== '' || cause !== '' || withIncidentsOnly
    if (title) title.textContent = isFiltered ? `${headline} that match` : headline
    if (lead) lead.textContent = verdict
    common?.replaceChildren(...definitions(rows))
    stats?.replaceChildren(...definitions(tiles))
  })
}
