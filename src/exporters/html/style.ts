/** Style sheet of the page: head, controls, timeline, cards, evidence; narrow, wide and print. */
export const PAGE_STYLE: string = `
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1680px; padding: 28px 32px 48px; background: var(--paper); color: var(--ink);
  font: 14px/1.5 var(--sans); font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
h1, h2, h3, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
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
.lead { margin-top: 12px; font-size: 15px; overflow-wrap: anywhere; }
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
.lane .plot-ground { fill: transparent; }
.lane { cursor: default; }
.lane.selected .node-name { fill: var(--focus); }
.lane.selected .selected-box { fill: var(--wash); }
.selected-box { fill: transparent; }
.lane [data-fact], .lane [data-incident] { cursor: pointer; pointer-events: all; }
.chart .fact.current, .chart .current { stroke: var(--focus); stroke-width: 2; }
.panning, .panning * { cursor: grabbing !important; }
.cursor-line { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--ink-3); opacity: .5; pointer-events: none; }
.legend { margin-top: 12px; padding-top: 10px; border-top: 1px solid var(--rule); }
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

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(560px, 100%), 1fr)); gap: 16px; align-items: start; }
.cards:has(> .card:only-child) { grid-template-columns: 1fr; }
.card { border: 1px solid var(--rule); border-radius: 8px; padding: 16px 18px; background: var(--panel); container-type: inline-size; }
.card-body { display: grid; gap: 4px 40px; margin-top: 12px; }
.card-body .intervals { margin-top: 4px; }
@container (min-width: 900px) { .card-body { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.card > header { display: flex; gap: 12px; align-items: baseline; }
.card h3 { font-size: 15px; font-weight: 650; overflow-wrap: anywhere; }
.card .kind { color: var(--ink-2); }
.card .length { margin-left: auto; font-size: 18px; font-weight: 600; white-space: nowrap; }
.card .when { color: var(--ink-3); font-size: 12.5px; }
.card .verdict { margin: 10px 0 0; overflow-wrap: anywhere; }
.edges { width: 100%; border-collapse: collapse; font-size: 13px; }
.edges td { padding: 3px 0; border-top: 1px solid var(--rule); vertical-align: baseline; }
.edges td + td { padding-left: 14px; }
.edges .time, .edges button { white-space: nowrap; }
.footnote { color: var(--ink-3); font-size: 12px; margin-top: 4px; }
.edges .at { text-align: right; }
.edges button { border: 0; padding: 0; background: none; color: var(--link); cursor: pointer; font: 12px var(--mono); text-align: right; }
.edges button:hover { text-decoration: underline; }
.edges td:nth-child(2) { width: 100%; }
.intervals { display: flex; flex-wrap: wrap; gap: 10px 24px; margin: 14px 0; }
.intervals dt { color: var(--ink-3); font-size: 11.5px; }
.intervals dd { font-weight: 600; }
.intervals .note { display: block; color: var(--ink-3); font-weight: 400; font-size: 11.5px; }
.card footer { margin-top: 14px; }
.more { margin-top: 16px; }

.tables { align-items: start; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 8px 40px; }
.sources { width: 100%; border-collapse: collapse; font-size: 13px; }
.sources th { text-align: left; color: var(--ink-3); font-weight: 400; font-size: 12px; }
.sources th, .sources td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule); vertical-align: baseline; overflow-wrap: anywhere; }
.sources .number { text-align: right; white-space: nowrap; }
.note h3 { font-size: 13px; font-weight: 600; margin-top: 12px; }
.note li { margin-left: 16px; color: var(--ink-2); font-size: 13px; overflow-wrap: anywhere; }

@media (max-width: 760px) {
  body { padding: 18px 16px 40px; }
  .controls { position: static; margin: 18px -16px 0; padding: 10px 16px; }
  .controls label:not(.check) { flex: 1 1 42%; }
  .controls input:not([type=checkbox]), .controls select { width: 100% !important; max-width: none; }
  .spring { display: none; }
  .stats { gap: 8px 24px; }
  .card { padding: 14px; }
  .edges, .edges tbody { display: block; }
  .edges tr { display: grid; grid-template-columns: max-content 1fr; border-top: 1px solid var(--rule); padding: 3px 0; }
  .edges td { border: 0; padding: 0; }
  .edges .at { grid-column: 1 / -1; text-align: left; }
  .edges button { text-align: left; white-space: normal; overflow-wrap: anywhere; }
}
@media (prefers-reduced-motion: no-preference) { .button { transition: background .12s; } }
@media (forced-colors: active) { .chart .outage { stroke-width: 2; } }
@page { margin: 14mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 11px; }
  .controls, .overview, .hint, .tooltip, .evidence, .card footer, .more { display: none !important; }
  .lanes { max-height: none; overflow: visible; }
  .card, .lane { break-inside: avoid; }
  .cards { display: block; }
  .card { margin-bottom: 12px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}`
