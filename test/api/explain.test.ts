import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Explanation, explanationOf } from '../../src/api/explain.ts'
import { grammarOf } from '../../src/grammars/index.ts'
import { containers, envelopes, exporters, framings, grammars } from '../../src/index.ts'
import { mentions, unrecognized } from '../../src/read/options/unrecognized.ts'
import { builtCli, type Run, run } from '../support/built-cli.ts'
import { read } from '../support/read-text.ts'

const URL = 'https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1'
const at = (second: number, rest: string): string => `E0314 10:20:${second}.123456       1 ${rest}`
const UPDATE_FAILED = at(30, `controller.go:195] "Failed to update lease" err="Put \\"${URL}\\": EOF"`)
const UNKNOWN = at(31, 'node_lifecycle_controller.go:9] "Said nothing like this before" node="worker-1"')
const LEADER = at(32, 'leaderelection.go:429] Failed to update lock optimistically: leases "x"')
const PODS = at(33, 'kubelet.go:1] "SyncLoop" pods=[]')
const LINES = [UPDATE_FAILED, UNKNOWN, LEADER, PODS, 'prose', 'Mar 14 10:20:31 worker-1 kubelet[7]: prose']
const LOG = LINES.map((line) => `${line}\n`).join('')

async function explanations(text: string): Promise<Explanation[]> {
  const all: Explanation[] = []
  await read(text, { alsoDecode: 'all', onRecord: (parsed) => all.push(explanationOf(parsed, grammarOf)) })
  return all
}

describe('explanationOf', () => {
  it('names envelopes and grammar, or the reason why no grammar parsed the record', async () => {
    expect(await explanations(LOG)).toMatchObject([
      { envelopes: ['klog-text'], grammar: 'kubelet-lease', kinds: ['lease.update-failed'], reason: null },
      { envelopes: ['klog-text'], grammar: null, kinds: [], reason: 'nothing about a heartbeat' },
      { grammar: null, reason: expect.stringMatching(/^no message of .*kubelet-lease/) },
      { envelopes: ['klog-text'], grammar: null, reason: 'nothing about a heartbeat' },
      { envelopes: [], reason: 'in no known format' },
      { envelopes: ['journald-short'], reason: 'no logging header inside' },
    ])
  })

  it('names the line where the record begins', async () => {
    expect((await explanations(LOG)).map(({ line, text }) => [line, text])).toEqual(
      LINES.map((text, i) => [i + 1, text]),
    )
    const joined = `${at(30, 'controller.go:195] "Failed to update lease" err=<')}\n\tEOF\n >\n${PODS}\n`
    expect((await explanations(joined)).map(({ line, kinds }) => [line, kinds])).toEqual([
      [1, ['lease.update-failed']],
      [4, []],
    ])
  })

  it('names describe for a described node with an event that another grammar knows', async () => {
    const described = [
      'Name:               demo-worker',
      'Roles:              <none>',
      'Conditions:',
      '  Type   Status  LastHeartbeatTime                LastTransitionTime               Reason           Message',
      '  Ready  False   Sun, 22 Nov 2026 11:57:10 +0000  Sun, 22 Nov 2026 11:58:52 +0000  KubeletNotReady  down',
      'Events:',
      '  Normal  Starting  9s  kubelet  Starting kubelet main sync loop',
    ]
    const [explanation] = await explanations(`${described.join('\n')}\n`)
    expect(explanation).toMatchObject({ grammar: 'describe', kinds: expect.arrayContaining(['node.seen']) })
  })

  it('names the kind of an object that no grammar reads', async () => {
    const config = '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"kube-node-lease"}}\n'
    expect(await explanations(config)).toMatchObject([{ reason: 'no grammar reads a ConfigMap' }])
  })

  it('finds a grammar for every sample of every grammar', async () => {
    for (const grammar of grammars)
      for (const { text, findings } of grammar.samples) {
        if (findings.length === 0 || text.includes('\n')) continue
        const [explanation] = await explanations(`${text}\n`)
        expect(explanation?.kinds, text).toEqual(findings.map(({ kind }) => kind))
        expect(explanation?.reason, text).toBeNull()
      }
  })
})

describe('unrecognized', () => {
  async function linesOf(text: string): Promise<string[]> {
    const lines: string[] = []
    await read(text, {
      alsoDecode: mentions,
      onRecord: (parsed) => lines.push(...[unrecognized(parsed)].filter((line) => line !== undefined)),
    })
    return lines
  }

  it('returns a line that mentions node leases or the lifecycle controller, as it was read', async () => {
    expect(await linesOf(LOG)).toEqual([UNKNOWN])
    for (const mention of mentions) {
      const line = at(30, `x.go:1] something about ${mention}, somehow`)
      expect(await linesOf(`${PODS}\n${line}\n${PODS}\n`)).toEqual([line])
    }
  })

  it('returns no flag and no object', async () => {
    const flag = at(30, 'flags.go:64] FLAG: --kube-node-lease="x"')
    const object = '{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"kube-node-lease"}}'
    expect(await linesOf(`${flag}\n${object}\n`)).toEqual([])
  })
})

describe('observe --explain and --unrecognized', { timeout: 20_000 }, () => {
  let cli = ''
  let dir = ''
  beforeAll(() => {
    cli = builtCli()
    dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
    writeFileSync(join(dir, 'a.log'), LOG)
  }, 60_000)
  afterAll(() => {
    if (dir !== '') rmSync(dir, { recursive: true })
  })
  const leasegap = (...args: string[]): Promise<Run> => run(cli, args, dir)
  const file = (name: string): string => readFileSync(join(dir, name), 'utf8')

  it('explain every line, in text that moves no cursor', async () => {
    writeFileSync(join(dir, 'hostile.log'), `\u001b[2Jprose\n${UPDATE_FAILED}\n`)
    const { status, stdout } = await leasegap('observe', '--explain', 'hostile.log', 'a.log')
    expect(status).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(2 + LINES.length)
    expect(lines[0]).toBe('hostile.log:1  ansi  no logging header inside  \\u001b[2Jprose')
    expect(lines[1]).toContain('hostile.log:2  klog-text  kubelet-lease: lease.update-failed  E0314')
  })

  it('write lines that no grammar knows to a file, with analyze and with observe', async () => {
    const commands = [['analyze'], ['observe'], ['observe', '--explain']]
    for (const [i, command] of commands.entries()) {
      const name = `unknown-${i}.txt`
      const { status, stderr } = await leasegap(...command, 'a.log', '--unrecognized', name)
      expect(status).toBe(0)
      expect(file(name)).toBe(`${UNKNOWN}\n`)
      expect(stderr).toContain(`1 line about node leases is not recognised, see ${name}`)
    }
  })

  it('do not change the report', async () => {
    const known = LOG.replace(`${UNKNOWN}\n`, '')
    writeFileSync(join(dir, 'known.log'), known)
    const plain = await leasegap('known.log', '--year', '2026', '-o', 'json')
    expect(await leasegap('known.log', '--year', '2026', '-o', 'json', '--unrecognized', 'none.txt')).toEqual(
      plain,
    )
    expect(file('none.txt')).toBe('')
  })

  it('refuse to write over an input, and to follow and explain at once', async () => {
    const over = await leasegap('a.log', '--unrecognized', 'a.log')
    expect(over).toMatchObject({ status: 2, stderr: expect.stringContaining('--unrecognized "a.log" would') })
    expect(file('a.log')).toBe(LOG)
    expect((await leasegap('observe', '--follow', '--explain', 'a.log')).status).toBe(2)
  })
})

describe('leasegap formats', () => {
  it('lists everything in the registries', async () => {
    const { stdout } = await run(builtCli(), ['formats'], '.')
    for (const { name, title } of [...containers, ...framings, ...envelopes, ...grammars, ...exporters])
      expect(stdout).toContain(`\n  ${name.padEnd(23)}${title}`)
    expect(stdout).toMatch(/^ {2}kubelet-lease .*\(Kubernetes 1\.14–1\.36\)$/m)
  })
})
