/** Style sheet of the page: head, controls, timeline, incidents, evidence; narrow, wide and print. */
export const PAGE_STYLE: string = `
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1680px; padding: 28px 32px 48px; background: var(--paper); color: var(--ink);
  font: 14px/1.5 var(--sans); font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
h1, h2, h3, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; overflow-wrap: anywhere; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
[hidden] { display: none !important; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.defs { position: absolute; width: 0; height: 0; }

.head { display: flex; flex-wrap: wrap; gap: 20px 48px; align-items: end; justify-content: space-between; }
.head-words { flex: 1 1 480px; max-width: 82ch; }
.brand { color: var(--ink-3); font-size: 12px; letter-spacing: .02em; }
h1 { font-size: 24px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; margin: 2px 0; }
.window { color: var(--ink-2); }
.lead:not(:empty) { margin-top: 12px; font-size: 15px; overflow-wrap: anywhere; }
.common { margin-top: 10px; } .common:empty { display: none; }
.common div { display: flex; gap: 12px; } .common dt { flex: 0 0 84px; color: var(--ink-3); } .common dd { min-width: 0; overflow-wrap: anywhere; }
.stats { display: flex; flex-wrap: wrap; gap: 8px 32px; }
.stats dt { color: var(--ink-3); font-size: 12px; }
.stats dd { font-size: 20px; line-height: 1.2; font-weight: 600; }

.controls { position: sticky; top: 0; z-index: 3; display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end;
  margin: 24px -32px 0; padding: 10px 32px; background: var(--paper); border-bottom: 1px solid var(--rule); }
.controls label { display: grid; gap: 2px; color: var(--ink-3); font-size: 11.5px; }
.controls .check { display: flex; align-items: center; gap: 6px; height: 30px; align-self: end; font-size: 13px; color: var(--ink-2); }
.controls input:not([type=checkbox]), .controls select, .button { height: 30px; padding: 0 8px; border: 1px solid var(--rule-2);
  border-radius: 5px; background: var(--panel); color: var(--ink); font-size: 13px; }
.controls input[type=search] { width: 150px; }
.controls .time-input { width: 162px; }
.controls select { max-width: 170px; }
.button { min-width: 30px; cursor: pointer; }
.button:hover { background: var(--wash); }
.button[aria-pressed=true] { background: var(--ink); color: var(--paper); border-color: var(--ink); }
.group { display: flex; gap: 0; }
.group .button + .button { border-left: 0; }
.group .button { border-radius: 0; }
.group .button:first-child { border-radius: 5px 0 0 5px; }
.group .button:last-child { border-radius: 0 5px 5px 0; }
.spring { flex: 1; }

section { margin-top: 24px; }
section, .incident { scroll-margin-top: 76px; }
h2 { font-size: 15px; font-weight: 650; margin-bottom: 8px; }
h2 .count { color: var(--ink-3); font-weight: 400; margin-left: 8px; font-size: 13px; }
.timeline { margin-top: 16px; }
.timeline svg, .trends svg { display: block; overflow: visible; }
.overview { touch-action: none; cursor: crosshair; }
.overview .window-box { fill: var(--link); fill-opacity: .1; stroke: var(--link); cursor: grab; }
.overview .ground-box { fill: var(--cover); }
.overview .outage-bars { fill: var(--bad); shape-rendering: crispEdges; }
.overview .other-bars { fill: var(--down); shape-rendering: crispEdges; }
.axis { position: relative; border-bottom: 1px solid var(--rule-2); }
.lanes { position: relative; overflow-y: auto; overflow-x: hidden; max-height: max(380px, 58vh); }
.lanes-inner { position: relative; }
.lane { position: absolute; left: 0; }
div.lane { width: 100%; }
.lane .plot-ground { fill: transparent; }
.lane { cursor: default; }
.lane.selected .node-name { fill: var(--focus); }
.lane.selected .selected-box { fill: var(--wash); }
.selected-box { fill: transparent; }
.lane [data-fact], .lane [data-incident] { cursor: pointer; pointer-events: all; }
.panning, .panning * { cursor: grabbing !important; }
.surface, .trend-charts { position: relative; }
.plots { position: sticky; top: 0; display: block; }
.cursor-line { position: absolute; z-index: 1; top: 0; bottom: 0; width: 1px; background: var(--ink-3); opacity: .6; pointer-events: none; }
.cursor-label { position: absolute; z-index: 2; top: 3px; margin-left: 1px; padding: 0 6px; border-radius: 3px; background: var(--ink);
  color: var(--paper); font-size: 11.5px; line-height: 19px; white-space: pre; pointer-events: none; }
.cursor-label.at-end { transform: translateX(calc(-100% - 2px)); }
.measure { position: absolute; z-index: 2; top: 0; bottom: 0; border: 1px solid var(--link); border-width: 0 1px; background: color-mix(in srgb, var(--link) 12%, transparent); pointer-events: none; }
.measure > * { position: absolute; left: 50%; transform: translateX(-50%); }
.measure .span { top: 3px; padding: 0 6px; border-radius: 3px; background: var(--link); color: var(--paper); font-size: 11.5px; line-height: 19px; white-space: nowrap; }
.measure .group { top: 26px; pointer-events: auto; }
.measure .button { height: 24px; font-size: 12px; }
.axis { cursor: col-resize; }
.touch { display: none; }
@media (pointer: coarse) { .touch { display: inline; } .mouse { display: none; } }
.legend { margin-top: 12px; padding-top: 10px; border-top: 1px solid var(--rule); }
noscript { display: block; margin-top: 24px; } noscript ol { margin: 8px 0; padding-left: 28px; } noscript li { padding: 3px 0; }
.rest { position: absolute; color: var(--ink-3); }
.nothing { padding: 32px 0; color: var(--ink-3); }
.hint { color: var(--ink-3); font-size: 12px; margin-top: 6px; }
.help { padding: 20px 24px; border: 1px solid var(--rule-2); border-radius: 8px; background: var(--panel); color: var(--ink); }
.help form { margin-top: 16px; }
kbd { font: 11px var(--mono); border: 1px solid var(--rule-2); border-radius: 3px; padding: 0 4px; color: var(--ink-2); }
.trends { margin-top: 20px; }

.tooltip { position: fixed; z-index: 6; max-width: min(420px, calc(100vw - 24px)); padding: 7px 10px; border-radius: 5px;
  background: var(--ink); color: var(--paper); font-size: 12.5px; line-height: 1.4; pointer-events: none; overflow-wrap: anywhere; }
.tooltip b { font-weight: 600; }
.tooltip p + p { margin-top: 1px; }
.tooltip .text { display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; opacity: .85; }
.tooltip .place { font: 11.5px var(--mono); opacity: .8; }

.line { margin: 10px 0 8px; padding: 8px 10px; border-radius: 5px; background: var(--wash); font: 11.5px/1.45 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
.evidence { position: fixed; z-index: 5; right: 20px; bottom: 20px; width: min(440px, calc(100vw - 40px)); max-height: min(70vh, 620px);
  overflow: auto; padding: 16px 18px; border: 1px solid var(--rule-2); border-radius: 8px; background: var(--panel);
  box-shadow: 0 8px 32px rgb(0 0 0 / .16); }
.evidence:focus { outline: none; }
summary { cursor: pointer; color: var(--ink-2); margin-bottom: 6px; }
.evidence header { display: flex; gap: 12px; align-items: start; justify-content: space-between; margin-bottom: 8px; }
.evidence h3 { font-size: 15px; line-height: 1.35; }
.evidence .close { border: 0; background: none; font-size: 18px; line-height: 1; cursor: pointer; color: var(--ink-2); padding: 2px 6px; }
.pairs { display: grid; grid-template-columns: max-content 1fr; gap: 3px 14px; font-size: 13px; }
.pairs dt { color: var(--ink-3); }
.pairs dd { overflow-wrap: anywhere; }
.quote { margin-top: 10px; padding: 9px 11px; border-radius: 5px; background: var(--wash); font: 12px/1.5 var(--mono); overflow-wrap: anywhere; white-space: pre-wrap; }
.mono { font: 12px/1.5 var(--mono); overflow-wrap: anywhere; }

.incidents { --start: 112px; container: incidents / inline-size; }
.incidents.dated { --start: 180px; }
.row-head, .incident > summary { display: grid; grid-template-columns: var(--start) minmax(0, 2.2fr) minmax(96px, .8fr) minmax(84px, .8fr) minmax(0, 1.4fr) minmax(0, 1.2fr);
  gap: 2px 16px; align-items: baseline; padding: 7px 12px 7px 30px; }
.row-head { color: var(--ink-3); font-size: 12px; border-bottom: 1px solid var(--rule-2); }
.incident { border-bottom: 1px solid var(--rule); }
.incident > summary { position: relative; margin: 0; color: var(--ink); list-style: none; }
.incident > summary::-webkit-details-marker { display: none; }
.incident > summary::before { content: ""; position: absolute; left: 12px; top: 13px; border: solid transparent; border-width: 4px 0 4px 6px;
  border-left-color: var(--ink-3); }
.incident[open] > summary::before { transform: rotate(90deg); }
.incident > summary:hover { background: var(--wash); }
.incident > summary:focus-visible { outline-offset: -2px; }
.incident > summary > span { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.incident > summary > .name { display: flex; }
.name > :first-child { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: pre; }
.name > :last-child:not(:first-child) { flex: none; white-space: pre; }
.incident .cell-0 { color: var(--ink-2); }
.incident .cell-1, .incident .cell-3 { font-weight: 600; }
.incident.lease-outage > summary .cell-3, .incident.cluster-outage > summary .cell-3 { color: var(--bad); }
.incident > summary > .cell-2, .incident > summary > .cell-3 { white-space: normal; }
.incident-body { padding: 4px 12px 18px 30px; container-type: inline-size; }
.incident-body .verdict { max-width: 90ch; margin-bottom: 12px; overflow-wrap: anywhere; }
.incident-body > .button { margin-top: 14px; }
.halves { display: grid; gap: 12px 40px; }
.halves > * { min-width: 0; }
@container (min-width: 900px) { .halves { grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); } }
.members { margin: 0 0 12px 30px; border-left: 2px solid var(--rule-2); }
.members > .incident:last-child { border-bottom: 0; }
.edges { width: 100%; border-collapse: collapse; font-size: 13px; }
.edges td, .edges th { padding: 3px 0 3px 14px; border-top: 1px solid var(--rule); vertical-align: baseline; text-align: left; font-weight: 400; }
.edges thead th { border: 0; color: var(--ink-3); font-size: 12px; }
.edges tr > :first-child { padding-left: 0; }
.edges .since { color: var(--ink-2); white-space: nowrap; }
.edges .time { white-space: nowrap; }
.footnote { color: var(--ink-3); font-size: 12px; margin-top: 4px; }
.edges button { border: 0; padding: 0; background: none; color: var(--link); cursor: pointer; font: 12px var(--mono); text-align: left; overflow-wrap: anywhere; }
.edges button:hover { text-decoration: underline; }
.intervals { display: flex; flex-wrap: wrap; gap: 10px 24px; margin-bottom: 14px; }
.intervals dt { color: var(--ink-3); font-size: 11.5px; }
.intervals dd { font-weight: 600; }
.intervals .note { display: block; color: var(--ink-3); font-weight: 400; font-size: 11.5px; }
.more { margin-top: 16px; }

.notes { columns: 460px; column-gap: 40px; margin-bottom: 16px; }
.sources { width: 100%; border-collapse: collapse; font-size: 13px; }
.sources th { text-align: left; color: var(--ink-3); font-weight: 400; font-size: 12px; }
.sources { table-layout: auto; }
.sources th, .sources td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule); vertical-align: baseline; overflow-wrap: normal; }
.sources td:first-child { overflow-wrap: anywhere; min-width: 12ch; }
.sources .number { text-align: right; white-space: nowrap; }
.note { break-inside: avoid; padding-bottom: 12px; }
.note h3 { font-size: 13px; font-weight: 600; }
.note li { margin-left: 16px; color: var(--ink-2); font-size: 13px; overflow-wrap: anywhere; }

@container incidents (max-width: 820px) {
  .row-head { display: none; }
  .incident > summary { grid-template-columns: minmax(0, 1fr) auto; padding: 9px 4px 9px 22px; }
  .incident > summary::before { left: 4px; top: 15px; }
  .incident > summary > span:not(.name) { white-space: normal; }
  .incident .cell-0 { grid-area: 2 / 1; } .incident .cell-1 { grid-area: 1 / 1; } .incident .cell-2 { grid-area: 2 / 2; text-align: right; }
  .incident .cell-3 { grid-area: 1 / 2; text-align: right; } .incident .cell-4 { grid-area: 3 / 1; } .incident .cell-5 { grid-area: 3 / 2; text-align: right; }
  .incident-body { padding: 4px 4px 16px 22px; }
  .members { margin-left: 8px; }
}
@media (max-width: 760px) {
  body { padding: 18px 16px 40px; }
  .controls { position: static; margin: 18px -16px 0; padding: 10px 16px; }
  .controls label:not(.check) { flex: 1 1 42%; }
  .controls input:not([type=checkbox]), .controls select { width: 100% !important; max-width: none; }
  .spring { display: none; }
  .stats { gap: 8px 24px; }
  .sources th, .sources td { padding-right: 10px; overflow-wrap: anywhere; }
  .edges, .edges tbody { display: block; }
  .edges thead { display: none; }
  .edges tr { display: grid; grid-template-columns: max-content 1fr; gap: 0 12px; border-top: 1px solid var(--rule); padding: 4px 0; }
  .edges td, .edges th { border: 0; padding: 0; }
  .edges .since { grid-area: 1 / 2; text-align: right; } .edges th { grid-column: 1 / -1; font-weight: 600; } .edges .at { grid-column: 1 / -1; }
}
@media (prefers-reduced-motion: no-preference) { .button { transition: background .12s; } }
@media (forced-colors: active) { .chart .outage { stroke-width: 2; } }
@page { margin: 14mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 11px; }
  .controls, .overview, .hint, .tooltip, .evidence, .incident-body > .button, .more { display: none !important; }
  .lanes { max-height: none; overflow: visible; }
  .lane, .incident { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}`
