/**
 * Pans and zooms the timeline with pointer and wheel.
 *
 * Dragging pans; along the axis, with Shift, or where the whole window is shown it measures a range. Two fingers, or the wheel with Ctrl, Alt or Cmd, zoom around the pointer. A sideways wheel, or the
 * wheel with Shift, pans. The plain wheel scrolls the page.
 */
import type { Store } from './state.ts'

/** Minimum movement of a drag; less is a click. */
const MIN_DRAG_PIXELS = 4

export interface Surface {
  readonly node: HTMLElement
  readonly store: Store
  /** Left edge and width of the plot in pixels of the viewport. */
  plot(): { readonly left: number; readonly width: number }
  /** Measures the range between two instants. */
  measure(fromUs: number, toUs: number): void
}

/** Zooms around an instant, by default the middle of the view. A factor below 1 zooms in. */
export function zoom({ state, setView }: Store, factor: number, aroundUs?: number): void {
  const { fromUs, toUs } = state
  const middleUs = aroundUs ?? (fromUs + toUs) / 2
  setView(middleUs - (middleUs - fromUs) * factor, middleUs + (toUs - middleUs) * factor)
}

/** Moves the view by a share of its length. */
export function pan({ state, setView }: Store, share: number): void {
  const stepUs = (state.toUs - state.fromUs) * share
  setView(state.fromUs + stepUs, state.toUs + stepUs)
}

export function addGestures({ node, store, plot, measure }: Surface): void {
  const pointers = new Map<number, number>()
  let start: { fromUs: number; toUs: number; x: number; measures: boolean } | null = null
  let isDragged = false

  const timeAt = (x: number): number => {
    const { left, width } = plot()
    const { fromUs, toUs } = store.state
    return fromUs + ((x - left) / width) * (toUs - fromUs)
  }
  const begin = (measures: boolean): void => {
    const [x = 0] = pointers.values()
    start = { fromUs: store.state.fromUs, toUs: store.state.toUs, x, measures }
  }
  const measures = ({ target, shiftKey, pointerType }: PointerEvent): boolean => {
    const { extent, state } = store
    const isWhole = state.toUs - state.fromUs > (extent.toUs - extent.fromUs) * 0.999
    const isOnAxis = target instanceof Element && target.closest('.axis') !== null
    return isOnAxis || shiftKey || (isWhole && pointerType === 'mouse')
  }
  const release = (event: PointerEvent): void => {
    pointers.delete(event.pointerId)
    if (pointers.size === 0) {
      start = null
      node.classList.remove('panning')
    } else begin(false)
  }

  node.addEventListener('wheel', (event) => {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (event.ctrlKey || event.altKey || event.metaKey) {
      zoom(store, Math.exp(Math.max(-80, Math.min(80, event.deltaY)) * 0.006), timeAt(event.clientX))
    } else if (sideways) {
      pan(store, (event.deltaX || event.deltaY) / plot().width)
    } else return
    event.preventDefault()
  })
  node.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return
    pointers.set(event.pointerId, event.clientX)
    isDragged = false
    begin(measures(event))
  })
  node.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId)
    if (before === undefined || start === null) return
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1] as number
      const [distanceBefore, distance] = [Math.abs(before - other), Math.abs(event.clientX - other)]
      if (distanceBefore > 8 && distance > 8)
        zoom(store, distanceBefore / distance, timeAt((event.clientX + other) / 2))
      pointers.set(event.pointerId, event.clientX)
      isDragged = true
      return
    }
    if (!isDragged && Math.abs(event.clientX - start.x) < MIN_DRAG_PIXELS) return
    if (!isDragged) {
      isDragged = true
      node.setPointerCapture(event.pointerId)
      if (!start.measures) node.classList.add('panning')
    }
    if (start.measures) return measure(timeAt(start.x), timeAt(event.clientX))
    const usPerPixel = (start.toUs - start.fromUs) / plot().width
    const shiftUs = (start.x - event.clientX) * usPerPixel
    store.setView(start.fromUs + shiftUs, start.toUs + shiftUs)
  })
  node.addEventListener('pointerup', release)
  node.addEventListener('pointercancel', release)
  // The browser sends a click at the end of a drag.
  node.addEventListener(
    'click',
    (event) => {
      if (isDragged) event.stopPropagation()
      isDragged = false
    },
    true,
  )
  node.addEventListener('dblclick', (event) => zoom(store, 0.5, timeAt(event.clientX)))
}
