/** Style sheet of the page of a fleet. */
export const STYLE = `
body { margin: 24px auto; max-width: 1220px; padding: 0 16px; background: var(--paper); color: var(--ink); font: 14px/1.5 var(--sans); }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; } h2 { font-size: 16px; margin: 28px 0 8px; } p { margin: 4px 0; color: var(--ink-2); }
h1, p, code { overflow-wrap: anywhere; } code { font: 13px/1 var(--mono); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 14px 3px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); font-weight: 400; }
td { overflow-wrap: anywhere; } td:not(.n) { min-width: 9em; } thead th { color: var(--ink-3); white-space: nowrap; } .n { text-align: right; white-space: nowrap; }
.scroll { overflow-x: auto; } .heat { display: block; margin-top: 8px; } .heat text { fill: var(--ink-2); font: 11px/1 var(--sans); text-anchor: end; }
.heat rect { fill: var(--cover); } .heat text.time, .heat text.title { text-anchor: start; } .heat text.title { fill: var(--ink); font-weight: 600; }
.heat g path { fill: none; stroke: var(--bad); shape-rendering: crispEdges; } .heat .bars { fill: var(--down); shape-rendering: crispEdges; }
.heat .heat-1 { stroke-opacity: .3; } .heat .heat-2 { stroke-opacity: .5; } .heat .heat-3 { stroke-opacity: .75; }
@media (max-width: 700px) { td:last-child:not(.n) { min-width: 20em; } }
@media print {
  body { margin: 0; max-width: none; padding: 0; } .scroll { overflow: visible; } .heat { max-width: 100%; height: auto; }
  .heat * { print-color-adjust: exact; } tr { break-inside: avoid; } h2, h2 + p { break-after: avoid; }
}`
