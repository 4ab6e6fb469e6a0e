/**
 * Journal entries from the log agents of managed clusters:
 * `{"hostname":"…","systemd_unit":"kubelet.service","message":"E0323 …"}`. Input: an object. Output: its message.
 *
 * Authority: EKS data-plane logs in CloudWatch (fluent-bit).
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body === 'string') return undefined
  const { systemd_unit: unit, message, hostname } = body
  if (typeof unit !== 'string' || typeof message !== 'string') return undefined
  const process = unit.endsWith('.service') ? unit.slice(0, -'.service'.length) : unit
  return {
    body: message,
    ...(typeof hostname === 'string' && hostname !== '' && { host: hostname }),
    ...(process !== '' && { process }),
  }
}

export const cloudwatch: Envelope = {
  name: 'cloudwatch',
  title: 'journal entries in CloudWatch: {"hostname":"…","systemd_unit":"kubelet.service","message":"…"}',
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '{"hostname":"ip-10-0-101-15.ec2.internal","systemd_unit":"kubelet.service","message":"E0323 15:05:36.670951    6922 remote_runtime.go:734] \\"ExecSync cmd from runtime service failed\\""}',
      origin: 'public test data of EKS data-plane logs, shortened',
      unwrapped: {
        body: 'E0323 15:05:36.670951    6922 remote_runtime.go:734] "ExecSync cmd from runtime service failed"',
        host: 'ip-10-0-101-15.ec2.internal',
        process: 'kubelet',
      },
    },
    {
      text: '{"kind":"Event","message":"Node worker-1 status is now: NodeNotReady"}',
      origin: 'constructed',
      unwrapped: null,
    },
  ],
}
