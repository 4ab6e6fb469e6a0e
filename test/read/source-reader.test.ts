/** The reader with envelopes and grammars of its caller. */
import { describe, expect, it } from 'vitest'
import { envelopes } from '../../src/envelopes/index.ts'
import { parseRecord } from '../../src/grammars/index.ts'
import type { Envelope } from '../../src/model/index.ts'
import type { ParseRecord } from '../../src/read/options/settings.ts'
import { read } from '../support/read-text.ts'

const FAILED = 'E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="EOF"'
const CUSTOM = 'I1122 10:45:18.000000    1153 plugin.go:7] "Lease was taken over" node="worker-1"'

/** Reads what the registry reads, and a message of its own. */
const parseCustom: ParseRecord = (record) =>
  record.statement?.message === 'Lease was taken over'
    ? [{ kind: 'lease.seen', node: 'worker-1', component: 'kubelet' } as ReturnType<ParseRecord>[number]]
    : parseRecord(record)

const bracketed: Envelope = {
  name: 'bracketed',
  title: 'text in brackets',
  bypassLiterals: ['<<'],
  samples: [],
  unwrap: (body) =>
    typeof body === 'string' && body.startsWith('<<') ? { body: body.slice(2, -2) } : undefined,
}

describe('a custom parseRecord', () => {
  it('adds findings to those of the registry', async () => {
    const { observations } = await read(`${FAILED}\n${CUSTOM}\n`, {
      parseRecord: parseCustom,
      alsoDecode: ['Lease was taken over'],
    })
    expect(observations).toMatchObject([
      { kind: 'lease.update-failed', line: 1 },
      { kind: 'lease.seen', node: 'worker-1', line: 2, pid: 1153 },
    ])
  })

  it('parses every line itself, without templates', async () => {
    const lines: number[] = []
    const log = `${FAILED}\n`.repeat(50)
    await read(log, {
      parseRecord: (record) => {
        lines.push(record.line)
        return parseRecord(record)
      },
    })
    expect(lines).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
  })

  it('rejects the read with what it throws', async () => {
    const error = new Error('a defect of the grammar')
    const failing: ParseRecord = () => {
      throw error
    }
    await expect(read(`${FAILED}\n`, { parseRecord: failing })).rejects.toBe(error)
  })
})

describe('a custom envelope', () => {
  it('is taken off together with the registered envelopes', async () => {
    const { observations, reading } = await read(`<<${FAILED}>>\n`, { envelopes: [bracketed, ...envelopes] })
    expect(observations).toMatchObject([{ kind: 'lease.update-failed', error: 'EOF', pid: 1153 }])
    expect(reading.envelopes).toEqual(['bracketed', 'klog-text'])
  })
})
