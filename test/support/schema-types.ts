/** The TypeScript types of the report's schema, as the texts of the files in `src/api/report-json/`. */
import { SCHEMA } from './schema.ts'

interface Schema {
  readonly description?: string
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly if?: Schema
  readonly then?: Schema
  readonly $defs?: Readonly<Record<string, Schema>>
}

const root = SCHEMA as Schema
const definitions = root.$defs as Readonly<Record<string, Schema>>

const MAX_COLUMNS = 110

const quote = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value)

/** `incidentCause` → `IncidentCauseJson` */
const typeName = (definition: string): string => `${definition[0]?.toUpperCase()}${definition.slice(1)}Json`

const PRIMITIVES: Readonly<Record<string, string>> = { integer: 'number' }

/** `#/$defs/incident`, or `#/$defs/incidentCause/properties/category` */
function referenced(ref: string): string {
  const [definition = '', ...path] = ref.replace('#/$defs/', '').split('/')
  return path.length === 0
    ? typeName(definition)
    : `${typeName(definition)}[${path.filter((part) => part !== 'properties').map(quote)}]`
}

/** A type that fits into one line, or a union. */
function typeOf(schema: Schema): string {
  if (schema.$ref) return referenced(schema.$ref)
  if ('const' in schema) return quote(schema.const)
  if (schema.enum) return schema.enum.map(quote).join(' | ')
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ')
  if (schema.prefixItems) return `readonly [${schema.prefixItems.map(typeOf).join(', ')}]`
  if (schema.type === 'array') {
    const item = typeOf(schema.items as Schema)
    return `readonly ${item.includes(' ') ? `(${item})` : item}[]`
  }
  return [schema.type]
    .flat()
    .map((type) => PRIMITIVES[type as string] ?? type)
    .join(' | ')
}

/** `head` and a type behind it, a union over several lines where it is too long for one. */
function assigned(head: string, type: string, indent: string): string {
  const line = `${indent}${head} ${type}`
  if (line.length <= MAX_COLUMNS || !type.includes(' | ')) return line
  return `${indent}${head}${type
    .split(' | ')
    .map((member) => `\n${indent}  | ${member}`)
    .join('')}`
}

const comment = ({ description }: Schema, indent: string): string =>
  description === undefined ? '' : `${indent}/** ${description} */\n`

function interfaceOf(name: string, schema: Schema): string {
  const required = schema.required ?? []
  const fields = Object.entries(schema.properties ?? {}).map(
    ([field, value]) =>
      `${comment(value, '  ')}${assigned(`readonly ${field}${required.includes(field) ? '' : '?'}:`, typeOf(value), '  ')}\n`,
  )
  return `${comment(schema, '')}export interface ${name} {\n${fields.join('')}}\n`
}

/** `ofKind` says which definitions a kind adds its fields from. */
function fieldsByKind(): string {
  const kinds = definitions.kind?.enum as readonly string[]
  const lines = kinds.map((kind) => {
    const added = (definitions.ofKind?.allOf ?? [])
      .filter((rule) => rule.if?.properties?.kind?.enum?.includes(kind))
      .flatMap(({ then }) => (then?.$ref ? [referenced(then.$ref)] : []))
    return `  readonly '${kind}': ${added.join(' & ') || 'object'}\n`
  })
  return `/** The fields that each kind of observation adds. */\nexport interface ObservationFieldsJson {\n${lines.join('')}}\n`
}

const OBSERVATIONS = `/** ${definitions.observation?.description} */
export type ObservationJson<K extends KindJson = KindJson> = {
  [P in K]: ObservedJson & { readonly kind: P } & ObservationFieldsJson[P]
}[K]

`

function timelineEntry(): string {
  const { description, properties } = definitions.timelineEntry as Schema
  const own = interfaceOf('TimelineFieldsJson', { properties: properties ?? {} })
  return `/** The fields that the timeline adds to an observation. */\n${own}\n/** ${description} */\nexport type TimelineEntryJson = ObservationJson & TimelineFieldsJson\n`
}

/** The files of `src/api/report-json/`, lowest first, with the definitions that each contains; `values` has the rest. */
const FILES: readonly (readonly [file: string, definitions: readonly string[]])[] = [
  ['values', []],
  [
    'observation',
    [
      ...['observed', 'ofKind', 'observation', 'timelineEntry', 'request', 'failure', 'retry', 'onlyError'],
      ...['leaseSeen', 'notReady', 'stale', 'neverPosted', 'ready', 'taintQueued', 'tainted', 'zoneState'],
      ...[
        'podEvicted',
        'deleted',
        'oom',
        'evictionCancelled',
        'leader',
        'nodeSeen',
        'gap',
        'condition',
        'taint',
      ],
    ],
  ],
  [
    'incident',
    [
      ...['incident', 'boundaries', 'boundary', 'intervals', 'intervalBounds', 'secondsBounds', 'evidence'],
      ...['incidentCause', 'alsoCause', 'retries', 'spread', 'expected', 'deviation', 'eviction'],
    ],
  ],
  [
    'report',
    [
      ...['assumptions', 'assumption', 'source', 'node', 'availability', 'causeRank', 'heartbeat'],
      ...['distribution', 'clockOffset', 'warning', 'problem', 'note'],
    ],
  ],
]

/** Returns the text of each file of `src/api/report-json/` by its name. */
export function schemaTypes(): ReadonlyMap<string, string> {
  const fileOf = (definition: string): string =>
    FILES.find(([, names]) => names.includes(definition))?.[0] ?? 'values'
  const parts = new Map<string, string[]>(FILES.map(([file]) => [file, []]))
  parts.get('report')?.push(interfaceOf('ReportJson', root))
  for (const [name, schema] of Object.entries(definitions))
    parts.get(fileOf(name))?.push(declarationOf(name, schema))
  const files = new Map([...parts].map(([file, declarations]) => [file, withImports(declarations, parts)]))
  const exported = FILES.map(([file]) => `export type * from './${file}.ts'\n`).sort()
  return files.set('index', `${HEAD}${exported.join('')}`)
}

const HEAD =
  '/** Types of the report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */\n'

function declarationOf(name: string, schema: Schema): string {
  if (name === 'ofKind') return fieldsByKind()
  if (name === 'observation') return OBSERVATIONS.trimEnd().concat('\n')
  if (name === 'timelineEntry') return timelineEntry()
  if (schema.properties) return interfaceOf(typeName(name), schema)
  return `${comment(schema, '')}${assigned(`export type ${typeName(name)} =`, typeOf(schema), '')}\n`
}

/** Puts the imports that these declarations need from the other files in front of them. */
function withImports(declarations: readonly string[], all: ReadonlyMap<string, readonly string[]>): string {
  const text = declarations.join('\n')
  const imports = [...all].flatMap(([file, others]) => {
    if (others === declarations) return []
    const names = others
      .flatMap((other) =>
        [...other.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name as string),
      )
      .filter((name) => new RegExp(`\\b${name}\\b`).test(text))
      .sort()
    const line = `import type { ${names.join(', ')} } from './${file}.ts'\n`
    if (names.length === 0) return []
    return [
      line.length <= MAX_COLUMNS + 1
        ? line
        : `import type {\n${names.map((name) => `  ${name},\n`).join('')}} from './${file}.ts'\n`,
    ]
  })
  return `${HEAD}${imports.sort((a, b) => (importedFile(a) < importedFile(b) ? -1 : 1)).join('')}\n${text}`
}

const importedFile = (line: string): string => line.slice(line.lastIndexOf("'./"))
