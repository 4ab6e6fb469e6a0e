/** Keeps the address of the page at what it shows, so that a link to it shows the same. */
import type { Store } from './state.ts'
import { formatFragment, parseFragment } from './view-state.ts'

/** Browsers limit how often the address may change. */
const WRITE_DELAY_MS = 300

/** Applies the fragment, then keeps it up to date; follows the reader's back button and edits. */
export function keepPermalink(store: Store): void {
  const first = store.state
  const apply = (): void => {
    const { fromUs, toUs, ...filters } = parseFragment(location.hash, store.model)
    store.change({ ...first, ...filters })
    store.setView(fromUs ?? first.fromUs, toUs ?? first.toUs)
  }
  if (location.hash !== '') apply()
  window.addEventListener('hashchange', apply)
  let timer = 0
  store.watch((state) => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      const fragment = formatFragment(state, first, store.model)
      if (fragment !== location.hash.slice(1))
        history.replaceState(null, '', `${location.pathname}${location.search}${fragment && `#${fragment}`}`)
    }, WRITE_DELAY_MS)
  })
}
