/** Entry of the page's script: reads the embedded model and adds controls, timeline, incidents and notes. */

import { extentView } from '../chart/extent.ts'
import { type PackedModel, unpackModel } from '../chart/pack-model.ts'
import { createControls } from './controls.ts'
import { createEvidencePanel } from './evidence.ts'
import { keepHead } from './head.ts'
import { createIncidentList } from './incident-list.ts'
import { createNotes } from './notes.ts'
import { keepPermalink } from './permalink.ts'
import { createStore } from './state.ts'
import { createTimeline } from './timeline.ts'
import { firstState } from './view-state.ts'

function start(): void {
  const page = document.getElementById('page')
  const data = document.getElementById('model')?.textContent
  if (!page || !data) return
  const model = unpackModel(JSON.parse(data) as PackedModel)
  const store = createStore(model, firstState(extentView(model, 1)))
  const evidence = createEvidencePanel(model)
  page.append(...(model.startUs === null ? [] : [createControls(store)]))
  const timeline = model.lanes.length === 0 ? null : createTimeline(store, evidence)
  page.append(
    ...(timeline ? [timeline.node] : []),
    createIncidentList(store, evidence),
    ...(timeline ? [timeline.trends] : []),
    createNotes(model),
    ...evidence.nodes,
  )
  keepHead(store)
  keepPermalink(store)
}

start()
