/**
 * The page's document. In: a report; out: HTML in pieces: head with the policy that lets it fetch nothing,
 * a skeleton that can be read before any code runs, the data, the code.
 *
 * The data stand in a script element that is not run, with `<` and every hidden character escaped, so that no
 * text of a log can end the element; the code puts texts into the page as text only, and Trusted Types forbid
 * it anything else.
 */
import { createHash } from 'node:crypto'
import type { ExportOptions, Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatSpan, formatWhole, spanSeconds } from '../../wording/durations.ts'
import { gatherModel } from '../chart/build-model.ts'
import { headline } from '../chart/extent.ts'
import type { Model } from '../chart/model.ts'
import { FONTS, MARKS, THEMES } from '../chart/style.ts'
import { escapeMarkup } from '../chart/svg-text.ts'
import { formatMoment } from '../chart/zone-format.ts'
import { joinModules } from './bundle.ts'
import { libraryText } from './libraries.ts'
import { PAGE } from './style.ts'

/** A verdict is a sentence or two; who has no scripts gets so many. */
const VERDICTS_WITHOUT_SCRIPT = 100

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function policy(scripts: readonly string[], style: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hash).join(' ')}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

/** JSON that can stand in a script element. */
function embeddedJson(model: Model): string {
  return escapeHidden(JSON.stringify(model).replaceAll('<', '\\u003c'))
}

function windowText({ zone, startUs, endUs }: Model): string {
  if (startUs === null || endUs === null) return 'No time was read'
  const [start, end] = [formatMoment(zone, startUs), formatMoment(zone, endUs)]
  const short = start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end
  return `${start} – ${short} ${zone.name} · ${formatSpan(spanSeconds(startUs, endUs))}`
}

/** The longest of those that are told. */
function lead({ incidents }: Model): string {
  const first = incidents.reduce<Model['incidents'][number] | null>(
    (longest, one) => ((one.seconds ?? 0) > (longest?.seconds ?? -1) ? one : longest),
    null,
  )
  return first?.verdict ?? 'The evidence holds no gap in any heartbeat.'
}

function stats({ lanes, incidents }: Model): string {
  const sum = (value: (lane: Model['lanes'][number]) => number): string =>
    formatWhole(lanes.reduce((total, lane) => total + value(lane), 0))
  const silences = incidents.filter(({ kind }) => kind === 'lease-outage').map(({ seconds }) => seconds ?? 0)
  const longest = silences.reduce((most, seconds) => Math.max(most, seconds), 0)
  const figures: [string, string][] = [
    ['Nodes', formatWhole(lanes.length)],
    ['Renewals', sum((lane) => lane.renewals)],
    ['Failed tries', sum((lane) => lane.failures)],
    ['Incidents', formatWhole(incidents.length)],
    ['Longest silence', longest === 0 ? '–' : formatSpan(longest)],
  ]
  return figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')
}

function skeleton(model: Model): string {
  const title = escapeMarkup(headline(model))
  return `<header class="head">
<div class="head-words">
<p class="brand">leasegap ${escapeMarkup(model.version)}</p>
<h1>${title}</h1>
<p class="window">${escapeMarkup(windowText(model))}</p>
<p class="lead">${escapeMarkup(lead(model))}</p>
</div>
<dl class="stats">${stats(model)}</dl>
</header>
<main id="page"></main>
<noscript><p>The timeline needs scripts. What was found:</p><ol>${model.incidents
    .slice(0, VERDICTS_WITHOUT_SCRIPT)
    .map(({ verdict }) => `<li>${escapeMarkup(verdict)}</li>`)
    .join('')}</ol></noscript>`
}

export async function formatDocument(report: Report, options: ExportOptions): Promise<Iterable<string>> {
  const [library, code] = await Promise.all([libraryText(), joinModules()])
  const model = gatherModel(report, options)
  const style = `${THEMES}\n:root {${FONTS} }${MARKS}${PAGE}`
  const meta = `http-equiv="Content-Security-Policy" content="${policy([library, code], style)}"`
  return [
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta ${meta}>\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n',
    `<title>${escapeMarkup(headline(model))} – leasegap</title>\n<style>${style}</style>\n</head>\n<body>\n`,
    `${skeleton(model)}\n<script type="application/json" id="model">`,
    embeddedJson(model),
    `</script>\n<script>${library}</script>\n<script>${code}</script>\n</body>\n</html>\n`,
  ]
}
