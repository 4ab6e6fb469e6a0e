import { describe, expect, it } from 'vitest'
import { adviceFor } from '../../../src/exporters/story/advice.ts'
import type { CauseCategory, Incident } from '../../../src/model/index.ts'
import { us } from '../../support/fixture-values.ts'
import { BARE } from '../../support/incident-fixture.ts'

describe('adviceFor', () => {
  const CATEGORIES: readonly CauseCategory[] = [
    ...(['dns', 'network-unreachable', 'no-route', 'connection-refused', 'connection-reset'] as const),
    ...(['connection-lost', 'closed-connection', 'timeout', 'tls', 'auth', 'not-found', 'conflict'] as const),
    ...(['throttled', 'server-error', 'eof', 'canceled', 'other', 'kubelet-stopped'] as const),
    ...(['kubelet-silent', 'container-runtime', 'network-plugin', 'pleg', 'node-shutdown'] as const),
    ...(['node-reboot', 'clock-jump', 'unknown'] as const),
  ]
  const because = (category: CauseCategory, error: string | null, node = 'demo-worker'): Incident => ({
    ...BARE,
    node,
    endUs: us('10:52:00'),
    cause: { ...BARE.cause, category, error },
  })

  it('returns different lines for every cause, with times if a command needs them', () => {
    for (const category of CATEGORIES) {
      const { lines, times } = adviceFor(because(category, null), 90_000_000)
      expect(lines.length, category).toBeGreaterThan(0)
      expect(new Set(lines).size).toBe(lines.length)
      expect(times !== null).toBe(lines.some((line) => line.includes('$since')))
      expect(lines.some((line) => line.includes('chronyc'))).toBe(true)
    }
    expect(adviceFor(because('pleg', null), null).times).toBe(
      'since="2026-11-22 10:49:00 UTC" until="2026-11-22 10:53:00 UTC"',
    )
  })

  it('inserts names and addresses of the error', () => {
    const error =
      'Put "https://demo-control-plane:6443/apis/x": dial tcp: lookup demo-control-plane on 192.168.65.254:53: ' +
      'dial udp 192.168.65.254:53: connect: network is unreachable'
    expect(adviceFor(because('network-unreachable', error), null).lines[1]).toContain(
      'ip route get 192.168.65.254',
    )
    expect(adviceFor(because('dns', error), null).lines[1]).toContain('@192.168.65.254 demo-control-plane')
    expect(adviceFor(because('tls', error), null).lines[0]).toContain('-connect demo-control-plane:6443 ')
    expect(adviceFor(because('auth', error), null).lines.join()).toContain('system:node:demo-worker ')
  })

  it('sends nobody to a node that was deleted', () => {
    for (const category of CATEGORIES) {
      const { lines } = adviceFor({ ...because(category, null), endedBy: 'node-deleted' }, null)
      expect(lines.join('\n'), category).not.toContain('On the node')
      expect(lines.length, category).toBeGreaterThan(0)
    }
    expect(adviceFor(because('unknown', null), null).lines.join()).toContain(
      'On the node demo-worker: journalctl',
    )
  })

  it('inserts nothing that a shell would execute', () => {
    const evil = '$(reboot)'
    const error = `Put "https://${evil}:6443/": dial tcp: lookup \`reboot\` on 1.2.3.4;reboot:53: ; reboot`
    for (const category of CATEGORIES) {
      const { lines } = adviceFor(because(category, error, evil), null)
      expect(
        lines.join('\n').replaceAll('last -x reboot', '').replaceAll('shutdown reboot', ''),
      ).not.toContain('reboot')
    }
  })
})
