/** Entry of the page's script: reads the embedded model and adds controls, timeline, incidents and notes. */

import { extentView } from '../chart/extent.ts'
import { type PackedModel, unpackModel } from '../chart/pack-model.ts'
import { createCards } from './cards.ts'
import { createControls } from './controls.ts'
import { patternDefinitions } from './elements.ts'
import { createEvidencePanel } from './evidence.ts'
import { createNotes } from './notes.ts'
import { keepPermalink } from './permalink.ts'
import { createStore } from './state.ts'
import { createTimeline } from './timeline.ts'

function start(): void {
  const page = document.getElementById('page')
  const data = document.getElementById('model')?.textContent
  if (!page || !data) return
  const model = unpackModel(JSON.parse(data) as PackedModel)
  const { fromUs, toUs } = extentView(model, 1)
  const store = createStore(model, { fromUs, toUs, query: '', cause: '', withIncidentsOnly: false, lane: 0 })
  const evidence = createEvidencePanel(model)
  page.append(patternDefinitions(), ...(model.startUs === null ? [] : [createControls(store)]))
  const timeline = model.lanes.length === 0 ? [] : [createTimeline(store, evidence)]
  page.append(...timeline, createCards(store, evidence), createNotes(model), ...evidence.nodes)
  keepPermalink(store)
}

start()
