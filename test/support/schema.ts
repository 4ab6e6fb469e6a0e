/** Validates JSON values against the published schema of the report. */
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

export const SCHEMA: { readonly $id: string; readonly $defs: object } = JSON.parse(
  readFileSync(new URL('../../src/model/report.schema.json', import.meta.url), 'utf8'),
)

/** The value at a dotted path below the definitions of the schema. */
export function schemaAt(path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], SCHEMA.$defs)
}

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: false })
ajv.addSchema(SCHEMA)

const validators = {
  report: ajv.getSchema(SCHEMA.$id) as ValidateFunction,
  incident: ajv.getSchema(`${SCHEMA.$id}#/$defs/incident`) as ValidateFunction,
  observation: ajv.getSchema(`${SCHEMA.$id}#/$defs/observation`) as ValidateFunction,
}

/** Validates `value`. Returns each error with its path. */
export function schemaErrors(what: keyof typeof validators, value: unknown): string[] {
  const validate = validators[what]
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  )
}
