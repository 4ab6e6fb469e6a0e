/**
 * README's commands: each line of its shell blocks is run, in a directory with the files that it names. Programs of a
 * cluster and npm are stand-ins; jq, too, where it is not installed.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCli } from '../support/built-cli.ts'
import { toExport } from '../support/log-programs.ts'
import { hasGnuParallel } from '../support/real-programs.ts'

const SAMPLE = resolve('samples/network-cut/logs')
const readme = readFileSync('README.md', 'utf8')

/** The lines of the shell blocks; a block may continue a line with a backslash. */
const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.replaceAll('\\\n', '').split('\n'))
  .filter((line) => line !== '')

/** Those that ask a cluster or an engine are tested with programs that answer as one does, in the tests of their commands. */
const isTestedElsewhere = (line: string): boolean =>
  /^(?:leasegap (?:collect|watch|'?[a-z]+\+https?:)|kubectl lease-gap worker-)/.test(line)

const EMPTY_LIST = '{"apiVersion":"v1","kind":"List","items":[]}'

/** What the tools of log platforms document to print of a kubelet's journal. */
function answersOf(log: string): Record<string, string> {
  const records = log.split('\n').flatMap((line) => {
    const [, time, host, message] = /^Nov 22 (\S+) (\S+) kubelet\[\d+\]: (.*)$/.exec(line) ?? []
    return message === undefined ? [] : [{ time: `2026-11-22T${time}Z`, host, message }]
  })
  const az = records.map(({ time, host, message }) => ({
    ...{ TimeGenerated: time, Computer: host, ProcessName: 'kubelet', SyslogMessage: message },
  }))
  const gcloud = records.map(({ time, host, message }) => ({
    ...{ timestamp: time, logName: 'projects/p/logs/kubelet', jsonPayload: { MESSAGE: message } },
    resource: { type: 'k8s_node', labels: { node_name: host } },
  }))
  const events = records.map(({ time, host, message }) => ({
    ...{ logStreamName: host, timestamp: Date.parse(time), message },
  }))
  const elastic = records.map(({ time, host, message }) =>
    JSON.stringify({ _index: 'logs', _source: { '@timestamp': time, message, host: { name: host } } }),
  )
  return {
    az: JSON.stringify(az),
    gcloud: JSON.stringify(gcloud),
    aws: JSON.stringify({ events }),
    elasticdump: `${elastic.join('\n')}\n`,
  }
}

describe("README's commands", { timeout: 60_000 }, () => {
  let work = ''
  let programs = ''

  const addProgram = (name: string, script: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(programs, name), 0o755)
  }

  beforeAll(() => {
    const home = mkdtempSync(join(tmpdir(), 'leasegap-readme-'))
    programs = join(home, 'programs')
    work = join(home, 'work')
    mkdirSync(programs)
    const kubelet = join(SAMPLE, 'kubelet.log')
    const controller = join(SAMPLE, 'kube-controller-manager.log')
    for (const directory of ['logs', 'must-gather.local.123'])
      cpSync(SAMPLE, join(work, directory), { recursive: true })
    for (const directory of ['var/log/journal/a', 'var/lib/node_exporter', '.config/fish/completions'])
      mkdirSync(join(work, directory), { recursive: true })
    for (const archive of ['must-gather.tar.gz', 'case.tar.gz'])
      spawnSync('tar', ['-czf', join(work, archive), '-C', SAMPLE, '.'])
    copyFileSync(kubelet, join(work, 'audit.log'))
    // The signature of a binary journal, behind which journalctl reads.
    writeFileSync(join(work, 'var/log/journal/a/system.journal'), `LPKSHHRH${'\0'.repeat(256)}`)
    writeFileSync(join(home, 'export'), toExport(readFileSync(kubelet, 'utf8'), 2026))
    symlinkSync(dirname(builtCli()), join(work, 'dist'))
    symlinkSync(resolve('samples'), join(work, 'samples'))
    symlinkSync(resolve('test'), join(work, 'test'))
    addProgram('leasegap', `exec '${process.execPath}' '${builtCli()}' "$@"`)
    for (const name of ['docker', 'ssh']) addProgram(name, `cat '${kubelet}'`)
    addProgram('journalctl', `case $* in -fu*) cat '${kubelet}' ;; *) cat '${join(home, 'export')}' ;; esac`)
    for (const name of ['kubectl', 'oc'])
      addProgram(
        name,
        `case "$*" in
  lease-gap*) shift; exec leasegap "$@" ;;
  *node-logs*) cat '${kubelet}' ;;
  *logs*) cat '${controller}' ;;
  *) echo '${EMPTY_LIST}' ;;
esac`,
      )
    const answers = answersOf(readFileSync(kubelet, 'utf8'))
    for (const [name, answer] of Object.entries(answers)) {
      writeFileSync(join(home, name), answer)
      addProgram(name, `cat '${join(home, name)}'`)
    }
    addProgram('npm', ':')
    if (spawnSync('jq', ['--version']).error) addProgram('jq', 'cat')
    if (!hasGnuParallel)
      addProgram(
        'parallel',
        'for one in worker-1 worker-2; do sh -c "$(echo "$1" | sed "s/{}/$one/g")"; done',
      )
  })
  afterAll(() => rmSync(dirname(work), { recursive: true }))

  it('are found', () => {
    expect(commands.length).toBeGreaterThan(25)
  })

  it.each(commands.filter((line) => !isTestedElsewhere(line)))('%s', (line) => {
    const command = line.replaceAll(/(?<= )\/var\//g, `${work}/var/`)
    const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      cwd: work,
      encoding: 'utf8',
      env: {
        PATH: [programs, process.env.PATH, dirname(process.execPath)].join(delimiter),
        HOME: work,
        TZ: 'UTC',
      },
    })
    expect({ status, stderr: stderr.replace(/^leasegap: note: .*\n/gm, '') }).toEqual({
      status: line.includes('--fail-on') ? 1 : 0,
      stderr: '',
    })
    const isWritten = /> |--out|npm|^source/.test(line)
    if (!isWritten) expect(stdout.length).toBeGreaterThan(20)
  })
})
