/**
 * Style sheet of the marks for page and picture: light, dark and print.
 *
 * Form (hatching, crosses, height, words) carries all information, so colour may be missing. The hues also differ in
 * lightness, for people who can't distinguish them.
 */

import type { Theme } from '../../model/index.ts'

const LIGHT = `
  --paper: #ffffff; --panel: #ffffff; --wash: #f5f6f7; --ink: #16191d; --ink-2: #4d555e; --ink-3: #5e6771;
  --rule: #e3e6e9; --rule-2: #cfd4d9; --cover: #f3f5f6; --renewal: #6f8797; --density: #9db0bc;
  --bad: #b3261e; --bad-wash: #fbe9e7; --down: #3f3a7a; --down-ink: #ffffff; --taint: #8a5a00;
  --evict: #7a1fa2; --good: #14705a; --link: #2f6fb0; --focus: #0b63ce;`

const DARK = `
  --paper: #111417; --panel: #171b1f; --wash: #1d2226; --ink: #e9ecee; --ink-2: #aeb6bd; --ink-3: #97a1aa;
  --rule: #262c31; --rule-2: #39424a; --cover: #1b2024; --renewal: #7f98a8; --density: #566a77;
  --bad: #ff8a7a; --bad-wash: #3a1f1d; --down: #a9a4f0; --down-ink: #14121f; --taint: #e0ad4c;
  --evict: #d59bee; --good: #58c9a8; --link: #7fb5ea; --focus: #7db4ff;`

/** The colours of one theme, for a picture that must not follow its viewer. */
export function fixedTheme(theme: Theme): string {
  return `\n:root { color-scheme: ${theme}; ${theme === 'dark' ? DARK : LIGHT} }`
}

/** Colours by the system's preference; `data-theme` on the root overrides it. */
export const THEMES: string = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${DARK} } }
:root[data-theme=dark] { color-scheme: dark; ${DARK} }
:root[data-theme=light] { color-scheme: light; }
@media print { :root, :root[data-theme=dark], :root:not([data-theme=light]) { color-scheme: light; ${LIGHT} } }`

export const FONTS: string = `
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;`

export const MARKS: string = `
.chart { font: 11px/1 var(--sans); font-variant-numeric: tabular-nums; }
.chart text { fill: var(--ink-2); }
.chart .grid { stroke: var(--rule); stroke-width: 1; shape-rendering: crispEdges; }
.chart .grid.major { stroke: var(--rule-2); }
.chart .lane-end { stroke: var(--rule); shape-rendering: crispEdges; }
.chart .ground { stroke: var(--rule-2); shape-rendering: crispEdges; }
.chart .ground.faint { stroke: var(--rule); }
.chart .covered { fill: var(--cover); }
.chart .renewals { stroke: var(--renewal); stroke-width: 1.5; fill: none; }
.chart .density { fill: var(--density); shape-rendering: crispEdges; }
.chart .outage { fill: url(#hatch); stroke: var(--bad); stroke-width: 1; }
.chart .possible { fill: none; stroke: var(--bad); stroke-dasharray: 3 3; }
.chart .status-outage { fill: none; stroke: var(--bad); stroke-dasharray: 5 3; }
.chart .log-gap { fill: url(#dots); stroke: var(--ink-3); stroke-dasharray: 1 3; }
.chart .restart { fill: var(--ink-2); }
.chart .failing { stroke: var(--bad); stroke-width: 1; stroke-dasharray: 2 2; }
.chart .grace { stroke: var(--down); stroke-width: 1.5; stroke-dasharray: 1 3; stroke-linecap: round; }
.chart .unknown { fill: var(--down); }
.chart .not-ready { fill: none; stroke: var(--down); stroke-width: 1.5; }
.chart .taint { stroke: var(--taint); stroke-width: 3; stroke-dasharray: 6 2; }
.chart .expected { fill: none; stroke: var(--ink-2); stroke-width: 1; }
.chart .link { fill: none; stroke: var(--link); stroke-width: 1.25; }
.chart .bounds { fill: none; stroke: var(--ink-2); stroke-width: 1; }
.chart .fact { stroke: var(--panel); stroke-width: .75; fill: var(--ink-2); }
.chart .fact.renewal { stroke: var(--good); stroke-width: 2; fill: none; }
.chart .fact.failure { fill: none; stroke: var(--bad); stroke-width: 1.5; }
.chart .fact.stale { fill: var(--panel); stroke: var(--down); stroke-width: 1; }
.chart .fact.down { fill: var(--down); stroke: var(--panel); }
.chart .fact.up { fill: var(--good); }
.chart .fact.taint { fill: var(--taint); stroke: var(--panel); stroke-width: .75; stroke-dasharray: none; }
.chart .fact.eviction { fill: var(--evict); }
.chart .fact.process { fill: var(--panel); stroke: var(--ink); stroke-width: 1.25; }
.chart .fact.other { fill: var(--ink-3); }
.chart .node-name { font-weight: 600; font-size: 12px; fill: var(--ink); }
.chart .state, .chart .row-name { fill: var(--ink-3); font-size: 10.5px; }
.chart .trouble { fill: var(--bad); font-weight: 700; font-size: 12px; }
.chart .span-words { fill: var(--bad); font-weight: 600; }
.chart .span-words.inside { font-size: 10px; paint-order: stroke; stroke: var(--bad-wash); stroke-width: 4px; stroke-linejoin: round; pointer-events: none; }
.chart .current { fill: none; stroke: var(--focus); stroke-width: 2; pointer-events: none; }
.chart .unknown-words, .chart .not-ready-words { paint-order: stroke; stroke-width: 5px; stroke-linejoin: round; font-weight: 600; pointer-events: none; }
.chart .unknown-words { fill: var(--down-ink); stroke: var(--down); }
.chart .not-ready-words { fill: var(--down); stroke: var(--panel); }
.chart .note-words { fill: var(--ink-3); font-size: 10px; }
.chart .axis-words { fill: var(--ink-3); font-size: 10.5px; }
.chart .axis-words.major { fill: var(--ink); font-weight: 600; }
.chart .tick { stroke: var(--rule-2); }
.chart .limit { stroke: var(--ink-2); stroke-dasharray: 4 3; shape-rendering: crispEdges; }
.chart .limit-words { fill: var(--ink-2); font-size: 10px; paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
.chart .peak-words { fill: var(--ink); font-weight: 600; }
.chart .trend-line { fill: none; stroke: var(--renewal); stroke-width: 1; }
.chart .trend-dots { fill: none; stroke: var(--renewal); stroke-width: 3; stroke-linecap: round; }
.chart .chart-title { fill: var(--ink); font-weight: 600; font-size: 12px; }
.chart .hatch-line { stroke: var(--bad); stroke-width: 1.1; opacity: .55; }
.chart .hatch-ground { fill: var(--bad-wash); }
.chart .dot { fill: var(--ink-3); }`
