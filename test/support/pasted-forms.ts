/**
 * What people copy and save: objects as YAML, JSON, lists, descriptions and tables, and records in the wrappers of log
 * platforms. All are made from the samples of the registries.
 */
import { stringify } from 'yaml'
import { envelopes } from '../../src/envelopes/index.ts'
import { RECORD_ARRAYS } from '../../src/frames/json-records.ts'
import { objectGrammars } from '../../src/grammars/objects/index.ts'
import type { JsonObject, JsonValue } from '../../src/model/index.ts'

export interface PastedForm {
  readonly name: string
  /** Whole lines, each with its LF. */
  readonly text: string
}

/** kubectl indents by four. */
const print = (value: JsonValue): string => `${JSON.stringify(value, null, 4)}\n`

function formsOfObject(name: string, object: JsonObject): readonly PastedForm[] {
  if (object.kind === 'TableRow') return [{ name: `${name}, table`, text: table(object.cells as JsonObject) }]
  const list = { apiVersion: 'v1', items: [object], kind: 'List', metadata: { resourceVersion: '' } }
  return [
    { name: `${name}, JSON`, text: print(object) },
    { name: `${name}, JSON on one line`, text: `${JSON.stringify(object)}\n` },
    { name: `${name}, JSON list`, text: print(list) },
    ...(isOfApi(object) ? yamlForms(name, object, list) : []),
  ]
}

/** kubectl prints YAML with sorted keys. */
function yamlForms(name: string, object: JsonObject, list: JsonObject): readonly PastedForm[] {
  const sorted = (value: JsonObject): string => stringify(value, { sortMapEntries: true })
  return [
    { name: `${name}, YAML`, text: sorted(object) },
    { name: `${name}, YAML list`, text: sorted(list) },
  ]
}

/** Whether it is printed as YAML, by kubectl or, as audit events are, by people who paste it. */
function isOfApi({ apiVersion, kind }: JsonObject): boolean {
  return typeof apiVersion === 'string' && typeof kind === 'string'
}

/** Prints a row below its head, as kubectl aligns them. */
function table(cells: JsonObject): string {
  const columns = Object.entries(cells).map(([head, cell]) => [head, String(cell)] as const)
  const line = (n: 0 | 1): string =>
    columns.map((column) => column[n].padEnd(Math.max(column[0].length, column[1].length) + 3)).join('')
  return `${line(0).trimEnd()}\n${line(1).trimEnd()}\n`
}

/** API objects, in each form in which kubectl prints them. */
export const objectForms: readonly PastedForm[] = objectGrammars.flatMap(({ name, samples }) =>
  samples.flatMap(({ text, findings }, n): readonly PastedForm[] => {
    if (findings.length === 0) return []
    const title = `${name} ${n + 1}`
    if (!text.startsWith('{')) return [{ name: title, text: `${text}\n` }]
    return formsOfObject(title, JSON.parse(text) as JsonObject)
  }),
)

/** A failed try, as a record of a platform contains it. */
const FAILURE = `E1122 10:43:03.104750    1153 controller.go:195] "Failed to update lease" err="Put \\"https://c:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\": EOF"`
/** The message of the samples. */
const SAMPLE = 'I1122 10:43:03.104750    1153 generic.go:224] "GenericPLEG: Relisting"'

/** Returns the samples of platform records with the failed try as their message. */
function platformRecords(): readonly JsonObject[] {
  const samples = envelopes.find(({ name }) => name === 'platform-record')?.samples ?? []
  return samples
    .filter(({ text, unwrapped }) => unwrapped !== null && text.includes(escaped(SAMPLE)))
    .map(({ text }) => JSON.parse(text.replaceAll(escaped(SAMPLE), escaped(FAILURE))) as JsonObject)
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Returns the document that has one record in the array at a path. */
function documentOf(path: string): JsonValue {
  const keys = path.split('.').reverse()
  return keys.reduce<JsonValue>(
    (inner, key) => {
      if (key === '*') return [inner]
      return { ...AROUND[key], [key]: inner }
    },
    recordsOf(keys[0] as string),
  )
}

/** What stands beside an array and belongs to its records. */
const AROUND: Readonly<Record<string, JsonObject>> = {
  rows: { columns: [{ name: 'timestamp' }, { name: 'message' }] },
  values: { stream: { node: 'worker-1' } },
}

function recordsOf(key: string): JsonValue {
  if (key === 'rows') return [[1795344183104, FAILURE]]
  if (key === 'values') return [['1795344183104750000', FAILURE]]
  return [{ timestamp: 1795344183104, message: FAILURE }]
}

/** Arrays of platforms that the code does not name. */
const UNKNOWN_ARRAYS: readonly string[] = ['value', 'answer.found.all', 'pages.*.documents']

/** Records of log platforms: each alone and in an array, and the documents that contain them. */
export const recordForms: readonly PastedForm[] = [
  ...platformRecords().flatMap((record, n) => [
    { name: `platform-record ${n + 1}, JSON on one line`, text: `${JSON.stringify(record)}\n` },
    { name: `platform-record ${n + 1}, JSON array`, text: print([record]) },
  ]),
  ...[...RECORD_ARRAYS, ...UNKNOWN_ARRAYS].flatMap((path) => [
    { name: `${path}, JSON on one line`, text: `${JSON.stringify(documentOf(path))}\n` },
    { name: `${path}, JSON`, text: print(documentOf(path)) },
  ]),
  { name: 'TSV', text: `time\thost\tlog_line\n2026-11-22 10:43:03.104\tworker-1\t${FAILURE}\n` },
  { name: 'CSV', text: `@timestamp,@message\n2026-11-22 10:43:03.104,"${FAILURE.replaceAll('"', '""')}"\n` },
]
