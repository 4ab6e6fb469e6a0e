/**
 * The cause that a NotReady condition names.
 *
 * Input: reason and message of the condition. Output: a category; null if the texts name none.
 * Authority: kubelet runtime.go, setters.go and network plugins, 1.14–1.36.
 */
import type { NotReadyCategory } from '../model/index.ts'

const TEXTS: readonly (readonly [NotReadyCategory, readonly string[]])[] = [
  ['node-shutdown', ['node is shutting down']],
  [
    'container-runtime',
    [
      'container runtime is down',
      'container runtime not ready',
      'RuntimeReady=false',
      'container runtime status check',
    ],
  ],
  ['network-plugin', ['NetworkPluginNotReady', 'network not ready', 'cni']],
  ['pleg', ['PLEG', 'pleg']],
]

export function categoryOfNotReady(reason: string | null, message: string | null): NotReadyCategory | null {
  const printed = `${reason ?? ''} ${message ?? ''}`
  return TEXTS.find(([, texts]) => texts.some((text) => printed.includes(text)))?.[0] ?? null
}
