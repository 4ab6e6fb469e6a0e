/** The page comes to life: data out of their element, then controls, timeline, incidents and notes into the page. */

import { extentView } from '../chart/extent.ts'
import type { Model } from '../chart/model.ts'
import { openCards } from './cards.ts'
import { openControls } from './controls.ts'
import { patternDefinitions } from './elements.ts'
import { openEvidence } from './evidence.ts'
import { openNotes } from './notes.ts'
import { openStore } from './state.ts'
import { openTimeline } from './timeline.ts'

function start(): void {
  const page = document.getElementById('page')
  const data = document.getElementById('model')?.textContent
  if (!page || !data) return
  const model = JSON.parse(data) as Model
  const { fromUs, toUs } = extentView(model, 1)
  const store = openStore(model, { fromUs, toUs, query: '', cause: '', withIncidentsOnly: false, lane: 0 })
  const evidence = openEvidence(model)
  page.append(patternDefinitions(), ...(model.startUs === null ? [] : [openControls(store)]))
  const timeline = model.lanes.length === 0 ? [] : [openTimeline(store, evidence)]
  page.append(...timeline, openCards(store, evidence), openNotes(model), ...evidence.nodes)
}

start()
