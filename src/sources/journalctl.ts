/** How the kubelet's journal is asked for, on whatever machine journalctl runs. */
import { SECOND_US } from '../time/instant.ts'
import type { Wanted } from './command.ts'

/**
 * Units that a kubelet runs in: its own; k3s, RKE2, k0s and MicroK8s have it inside their process. A unit that a machine
 * does not have selects nothing.
 */
const KUBELET_UNITS: readonly string[] = [
  'kubelet',
  ...['k3s', 'k3s-agent', 'rke2-server', 'rke2-agent', 'k0scontroller', 'k0sworker'],
  ...['snap.microk8s.daemon-kubelite', 'snap.microk8s.daemon-kubelet'],
]

/**
 * Arguments of journalctl that print the kubelet's entries with all their fields, times in microseconds of UTC. A bound
 * of `time` is given in seconds since 1970, which no zone of the machine changes, and rounded outwards.
 *
 * With `follow` an entry is a line, since what is read line by line may have no bytes that are no text.
 *
 * Authority: journalctl(1), systemd.time(7): `@` and a number.
 */
export function journalctlArguments({ time, follow = false }: Wanted): string[] {
  const { sinceUs = null, untilUs = null } = time ?? {}
  return [
    ...['--no-pager', '--quiet'],
    ...(follow ? ['--output=short-iso-precise', '--utc', '--follow', '--no-tail'] : ['--output=export']),
    ...KUBELET_UNITS.map((unit) => `--unit=${unit}`),
    ...(sinceUs === null ? [] : [`--since=@${Math.floor(sinceUs / SECOND_US)}`]),
    ...(untilUs === null ? [] : [`--until=@${Math.ceil(untilUs / SECOND_US)}`]),
  ]
}
