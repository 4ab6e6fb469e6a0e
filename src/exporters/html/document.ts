/**
 * `html`: the report as one page that opens offline. Yields an HTML document that holds its data, style and script
 * and may fetch nothing: the content security policy admits only the script and style by their hashes.
 *
 * The skeleton is readable before any code runs. The data stand in a script element that is not executed, with `<` and
 * every hidden character escaped, so no text of a log can end the element. The script puts texts into the page as text
 * only, and Trusted Types forbid everything else.
 *
 * Authority: HTML and Content Security Policy level 3 (hashes of inline scripts and styles, Trusted Types).
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ExportOptions, Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatCount } from '../../wording/durations.ts'
import { buildModel } from '../chart/build/build-model.ts'
import type { Model } from '../chart/model.ts'
import { packModel } from '../chart/pack-model.ts'
import { FONTS, MARKS, THEMES } from '../chart/style.ts'
import { type Summary, summarize, windowText } from '../chart/summary.ts'
import { escapeMarkup } from '../chart/svg-text.ts'
import { PAGE_STYLE } from './style.ts'

/** Maximum number of verdicts shown without scripts. */
const VERDICTS_WITHOUT_SCRIPT = 100

/** The bundle of ../viewer and d3, made by `npm run build`; it holds nothing that ends a script element. */
function readViewer(): Promise<string> {
  return readFile(new URL('viewer.js', import.meta.url), 'utf8')
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

/** JSON that is safe in a script element. */
function embeddedJson(model: Model): string {
  return escapeHidden(JSON.stringify(packModel(model)).replaceAll('<', '\\u003c'))
}

function tilesMarkup(tiles: Summary['tiles']): string {
  return tiles
    .map(([name, value]) => `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd></div>`)
    .join('')
}

/** The head as ../viewer/head.ts makes it; that replaces it when the reader filters. */
function skeleton(model: Model): string {
  const { headline, tiles, verdict, rows } = summarize(
    model,
    [...model.lanes.keys()],
    [...model.incidents.keys()],
  )
  const common = rows.map(
    ([name, text]) => `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(text)}</dd></div>`,
  )
  const verdicts = model.incidents
    .slice(0, VERDICTS_WITHOUT_SCRIPT)
    .map((one) => `<li>${escapeMarkup(one.start)}: ${escapeMarkup(one.verdict)}</li>`)
  const more = model.incidents.length - verdicts.length
  const rest = more > 0 ? `<p>And ${formatCount(more, 'more incident')}.</p>` : ''
  return `<header class="head">
<div class="head-words">
<p class="brand">leasegap ${escapeMarkup(model.version)}</p>
<h1>${escapeMarkup(headline)}</h1>
<p class="window">${escapeMarkup(windowText(model))}</p>
<p class="lead">${escapeMarkup(verdict)}</p>
<dl class="common">${common.join('')}</dl>
</div>
<dl class="stats">${tilesMarkup(tiles)}</dl>
</header>
<main id="page"></main>
<noscript><p>The timeline needs scripts. All incidents in words:</p><ol>${verdicts.join('')}</ol>${rest}</noscript>`
}

export async function* write(report: Report, options: ExportOptions): AsyncGenerator<string> {
  const code = await readViewer()
  const model = buildModel(report, options)
  const style = `${THEMES}\n:root {${FONTS} }${MARKS}${PAGE_STYLE}`
  const meta = `http-equiv="Content-Security-Policy" content="${policy(code, style)}"`
  const chosen = options.theme === undefined ? '' : ` data-theme="${options.theme}"`
  yield `<!doctype html>\n<html lang="en"${chosen}>\n<head>\n<meta charset="utf-8">\n<meta ${meta}>\n`
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
  yield '<meta name="referrer" content="no-referrer">\n'
  yield `<title>${escapeMarkup(model.headline)} – leasegap</title>\n<style>${style}</style>\n</head>\n<body>\n`
  yield `${skeleton(model)}\n<script type="application/json" id="model">`
  yield embeddedJson(model)
  yield `</script>\n<script>${code}</script>\n</body>\n</html>\n`
}
