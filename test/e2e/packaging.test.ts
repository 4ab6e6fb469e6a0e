/** The image, the GitHub Action and the manifest of krew: what their files name exists, and the action's script reports. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { builtCli } from '../support/built-cli.ts'

describe('.github/Dockerfile', () => {
  const text = readFileSync('.github/Dockerfile', 'utf8')
  const copied = [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  )

  it('copies files that exist and that are sent to the builder', () => {
    const sent = readFileSync('.github/Dockerfile.dockerignore', 'utf8').match(/(?<=^!).*/gm) ?? []
    expect(copied.filter((path) => !existsSync(path))).toEqual([])
    expect([...copied].sort()).toEqual([...sent].sort())
  })

  it('runs the program as no superuser', () => {
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string> }
    expect(text).toContain(`ENTRYPOINT ["node", "/app/${bin.leasegap}"]`)
    expect(text).toMatch(/^USER node$/m)
  })
})

describe('.github/action', () => {
  interface Step {
    readonly run?: string
    readonly env?: Readonly<Record<string, string>>
  }
  const action = parse(readFileSync('.github/action/action.yml', 'utf8')) as {
    readonly inputs: object
    readonly runs: { readonly steps: readonly Step[] }
  }
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'leasegap-action-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  const report = (env: Readonly<Record<string, string>>) => {
    const summary = join(directory, 'summary.md')
    writeFileSync(summary, '')
    const { status, stdout } = spawnSync('.github/action/report.sh', {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LEASEGAP_PROGRAM: builtCli(), GITHUB_STEP_SUMMARY: summary, ...env },
    })
    return { status, stdout, summary: readFileSync(summary, 'utf8') }
  }

  it('passes its inputs by the environment only', () => {
    const steps = action.runs.steps
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([])
    const passed = steps.flatMap(
      ({ env }) =>
        Object.values(env ?? {})
          .join(' ')
          .match(/(?<=inputs\.)[a-z-]+/g) ?? [],
    )
    expect(passed.sort()).toEqual(Object.keys(action.inputs).sort())
    expect(statSync('.github/action/report.sh').mode & 0o111).not.toBe(0)
  })

  it('prints the table, adds a draft to the summary, and ends with the status of leasegap', () => {
    const out = join(directory, 'report.json')
    const { status, stdout, summary } = report({
      LOGS: 'samples/network-cut/logs\n',
      FAIL_ON: '1m',
      OUT: `${out}\n`,
      REDACTED: 'true',
    })
    expect(status).toBe(1)
    expect(stdout).toContain('1. node-1: lease outage, 3m32s')
    expect(summary).toContain('## Summary')
    expect(JSON.parse(readFileSync(out, 'utf8')).nodes[0].node).toBe('node-1')
    expect(report({ LOGS: 'samples/network-cut/logs', FAIL_ON: '5m' }).status).toBe(0)
    expect(report({ LOGS: '' }).status).toBe(2)
    expect(report({ LOGS: 'no-such.log' }).status).toBe(2)
  })
})

describe('.krew.yaml', () => {
  const text = readFileSync('.krew.yaml', 'utf8')
  const { version, bin, engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  const sum = 'a'.repeat(64)

  it('is a manifest that krew accepts, once a release has filled its address and sum', () => {
    // The rules of krew's internal/index/validation/validate.go.
    const { apiVersion, kind, metadata, spec } = parse(
      text.replace('RELEASE_URI\n', 'file:///lease-gap.tar.gz\n').replace('RELEASE_SHA256\n', `${sum}\n`),
    )
    expect({ apiVersion, kind, metadata }).toEqual({
      apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
      kind: 'Plugin',
      metadata: { name: 'lease-gap' },
    })
    expect(spec.shortDescription).toMatch(/^\S.{10,60}$/)
    expect(spec.platforms).toEqual([
      {
        selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['darwin', 'linux'] }] },
        ...{ uri: 'file:///lease-gap.tar.gz', sha256: sum, bin: expect.any(String) },
      },
    ])
  })

  it('has the version, the program and the Node.js of the package, and no address', () => {
    const { spec } = parse(text)
    expect(spec.version).toBe(`v${version}`)
    expect(spec.platforms[0].bin).toBe(`node_modules/leasegap/${bin['kubectl-lease_gap']}`)
    expect(spec.caveats).toContain(`Node.js ${engines.node.replace('>=', '')} or later`)
    expect(spec.platforms[0]).toMatchObject({ uri: 'RELEASE_URI', sha256: 'RELEASE_SHA256' })
    expect(text).not.toContain('://')
  })
})
