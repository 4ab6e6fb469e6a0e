/** The installed package, run in a fresh project: node use.mjs DIRECTORY_OF_LOGS */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import * as leasegap from 'leasegap'

const [, , logs] = process.argv
const kubelet = join(logs, 'kubelet.log')
const year = { year: 2026 }
const { analyze, observe, render, SourceError, toJson, UsageError } = leasegap

assert.deepEqual(Object.keys(leasegap).sort(), [
  'ObservationText',
  'SourceError',
  'UsageError',
  'align',
  'analyze',
  'collect',
  'compare',
  'containers',
  'envelopes',
  'explain',
  'exporterNamed',
  'exporters',
  'formatNotes',
  'formatObservationLine',
  'formatStories',
  'framings',
  'grammars',
  'leastSeconds',
  'lineFilter',
  'observe',
  'observeLines',
  'planCollection',
  'prefilterLiterals',
  'read',
  'readQuotes',
  'redact',
  'render',
  'select',
  'sourceKinds',
  'stories',
  'toJson',
  'version',
  'watch',
])

const report = await analyze([logs], year)
assert.ok(report.incidents.length > 0)
assert.deepEqual(toJson(report), JSON.parse(await render(report, 'json')))
assert.match(await render(report, 'html'), /^<!doctype html>/i)
await assert.rejects(render(report, 'pdf'), UsageError)
await assert.rejects(analyze('foo://bar'), UsageError)

// A string and a stream give what the file gives, but for its name.
const text = readFileSync(kubelet, 'utf8')
const verdicts = async (input) => (await analyze(input, year)).incidents.map(({ verdict }) => verdict)
const expected = await verdicts(kubelet)
assert.deepEqual(await verdicts({ name: 'kubelet.log', data: text }), expected)
assert.deepEqual(await verdicts({ name: 'kubelet.log', data: Readable.from([text]) }), expected)

// Threads.
assert.deepEqual(toJson(await analyze([logs], { ...year, threads: 2 })), toJson(report))

let count = 0
for await (const observation of observe(kubelet, year)) {
  assert.equal(observation.source, kubelet)
  if (++count === 2) break
}
assert.equal(count, 2)

const abort = new AbortController()
const reason = new Error('enough')
setTimeout(() => abort.abort(reason), 10)
const silent = { name: 'live', data: new Readable({ read() {} }) }
await assert.rejects(analyze(silent, { signal: abort.signal }), reason)

const [{ node }] = report.nodes
assert.ok(!JSON.stringify(toJson(leasegap.redact(report).report)).includes(node))
const saved = { name: 'report.json', text: JSON.stringify(toJson(report)) }
assert.ok((await leasegap.compare(saved, saved, { timeZone: 'UTC', color: false, width: 80 })).length > 0)

// No cluster can be asked.
process.env.KUBECTL = join(logs, 'no-kubectl')
const { signal } = new AbortController()
await assert.rejects(leasegap.watch({ signal, onEvent() {} }), SourceError)
const nothing = { nodes: [], time: { sinceUs: null, untilUs: null } }
await assert.rejects(leasegap.planCollection(nothing), UsageError)
await assert.rejects(leasegap.collect(join(logs, 'evidence'), nothing), UsageError)

const schema = createRequire(import.meta.url)('leasegap/report.schema.json')
assert.deepEqual(Object.keys(toJson(report)).sort(), [...schema.required].sort())

const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 12)) {
  assert.equal(createRequire(import.meta.url)('leasegap').version, leasegap.version)
} else process.stdout.write(`skipped: require needs Node >= 22.12, this is ${process.version}\n`)
