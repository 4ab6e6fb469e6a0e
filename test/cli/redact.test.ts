/** `--redact` on the command line: what is printed, written and quoted. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCli, type Run, run } from '../support/built-cli.ts'

const LOGS = 'samples/network-cut/logs'
const ORIGINALS = /demo-|192\.168\.|samples/

describe('leasegap --redact', { timeout: 20_000 }, () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'leasegap-redact-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))
  const leasegap = (args: readonly string[], input = ''): Promise<Run> =>
    run(builtCli(), [...args, '--redact', '--year', '2026', '--utc'], '.', input)

  it('replaces names in the report, in files, in explain and in quotes, and asks to read the result', async () => {
    const page = join(directory, 'report.html')
    const { stdout, stderr } = await leasegap([LOGS, '--out', page, '-o', 'markdown'])
    expect(stdout).toContain('node-1 stopped renewing its lease')
    expect(stdout).toContain('https://host-1:6443')
    expect(stderr).toContain('read the result before you share it')
    const story = await leasegap(['explain', LOGS])
    expect(story.stdout).toContain('node="node-1"')
    for (const text of [stdout, readFileSync(page, 'utf8'), story.stdout])
      expect(ORIGINALS.exec(text)?.[0] ?? null).toBeNull()
  })

  it('selects nodes by their names in the logs', async () => {
    const { stdout } = await leasegap([LOGS, '--node', 'demo-*', '-o', 'ndjson'])
    expect(JSON.parse(stdout).node).toBe('node-1')
  })

  it('replaces names in lines that no grammar knows', async () => {
    const unknown = join(directory, 'unknown.txt')
    const line =
      'E1122 10:45:17.088056    1153 controller.go:195] "The node lease went for a walk" lease="demo-worker" url="https://10.1.2.3"'
    await leasegap(['-', LOGS, '--unrecognized', unknown], `${line}\n`)
    expect(readFileSync(unknown, 'utf8')).toMatch(/lease="node-1" url="https:\/\/address-\d+"\n$/)
  })
})
