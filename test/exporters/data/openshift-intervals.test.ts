/** The intervals for OpenShift CI, checked against its monitorapi. */
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { CROWDED, REPORTS } from '../../support/crowded-report.ts'
import { HOSTILE } from '../../support/fixture-values.ts'
import { writeReport } from '../../support/write-report.ts'

const ajv = new Ajv({ allErrors: true })
function errorsOf(schema: object, document: unknown): unknown[] {
  ajv.validate(schema, document)
  return ajv.errors ?? []
}

describe('openshift-intervals', () => {
  const texts = { type: 'object', additionalProperties: { type: 'string' } }
  const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }
  const strict = (properties: object): object => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  })
  const text = { type: 'string', minLength: 1 }
  const SCHEMA = strict({
    items: {
      type: 'array',
      items: strict({
        level: { enum: ['Info', 'Warning', 'Error'] },
        display: { type: 'boolean' },
        source: text,
        locator: strict({ type: { enum: ['Node', 'Kind'] }, keys: texts }),
        message: strict({ reason: text, cause: { type: 'string' }, humanMessage: text, annotations: texts }),
        from: instant,
        to: instant,
      }),
    },
  })
  interface Item {
    readonly from: string
    readonly to: string
    readonly locator: { readonly type: string; readonly keys: Readonly<Record<string, string>> }
    readonly message: Readonly<Record<'reason' | 'cause' | 'humanMessage', string>> & {
      readonly annotations: Readonly<Record<string, string>>
    }
  }

  it.each(REPORTS)('follows monitorapi: %s', async (_, report) => {
    const document = JSON.parse(await writeReport('openshift-intervals', report))
    expect(errorsOf(SCHEMA, document)).toEqual([])
    const items: Item[] = document.items
    expect(items.map(({ from }) => from)).toEqual(items.map(({ from }) => from).sort())
    for (const { from, to, message } of items) {
      expect(from <= to).toBe(true)
      expect(message.annotations).toMatchObject({ reason: message.reason, cause: message.cause })
    }
  })

  it('locates nodes by their unchanged names', async () => {
    const items: Item[] = JSON.parse(await writeReport('openshift-intervals', CROWDED)).items
    const nodes = items.flatMap(({ locator }) => (locator.type === 'Node' ? [locator.keys.node] : []))
    expect(new Set(nodes)).toEqual(new Set(['demo-worker', '__proto__', HOSTILE]))
    const failing = items.find(({ message }) => message.reason === 'FailedToUpdateLease')
    expect(failing).toMatchObject({
      from: '2026-11-22T10:44:56.909546Z',
      to: '2026-11-22T10:45:57.000001Z',
      message: { annotations: { evidence: 'kubelet.log:10385', clock: 'demo-worker' } },
    })
    const open = items.filter(({ message }) => message.annotations.open === 'true')
    expect(new Set(open.map(({ to }) => to))).toEqual(new Set(['2026-11-22T11:02:47.000000Z']))
  })
})
