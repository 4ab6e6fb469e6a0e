/** Which lines are shown as lines about node leases that no grammar knows. */
import { expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'

const klog = (file: string, message: string): string =>
  `E1122 10:45:10.123456       1 ${file}:145] ${message}`

async function unrecognizedOf(line: string): Promise<string[]> {
  const lines: string[] = []
  const onUnrecognized = (text: string): void => {
    lines.push(text)
  }
  await analyze({ name: 'kubelet.log', data: `${line}\n` }, { onUnrecognized })
  return lines
}

it.each([
  [
    '"Failed to ensure that the lease exists, will retry" err="x"',
    'near "Failed to ensure lease exists, will retry": ',
  ],
  ['"Could not renew the node lease" err="x"', ''],
  ['"Skipped a node heartbeat"', ''],
])('an unknown wording is shown, with a guess where one is near: %s', async (message, guess) => {
  const line = klog('controller.go', message)
  expect(await unrecognizedOf(line)).toEqual([`${guess}${line}`])
})

it.each([
  klog('leaderelection.go', 'failed to renew lease kube-system/kube-scheduler: timed out'),
  klog('controller.go', '"Failed to ensure lease exists, will retry" err="x" interval="200ms"'),
  klog('kubelet.go', '"SyncLoop (PLEG): event for pod" pod="default/web-0"'),
])('a lock of leader election, a known line and other lines are not: %s', async (line) => {
  expect(await unrecognizedOf(line)).toEqual([])
})
