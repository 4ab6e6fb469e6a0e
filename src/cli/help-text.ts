/** What the help prints besides commands and options; the man page has the examples, too. */

export const EXAMPLES = `  leasegap kubelet.log kube-controller-manager.log     one timeline of both sides
  journalctl -u kubelet -o short-iso-precise | leasegap
  leasegap must-gather.tar.gz --node 'worker-*' -S -2h
  leasegap logs/ -o json | jq '.incidents[].verdict'
  leasegap logs/ --out report.json --out renewals.heartbeats.csv
  leasegap explain logs/ --utc                         what happened, with the log lines
                                                       that prove it, for a post-mortem
  leasegap logs/ --fail-on 40s                         exit status 1 if a node was
                                                       silent for that long
  journalctl -fu kubelet | leasegap observe --follow -o text`

const EXIT_STATUS = `Exit status: 0 analysed; 1 an incident at least as long as --fail-on;
2 wrong usage, or an input that could not be read (the others are analysed);
3 with --fail-on, no evidence to judge.`

/** Of the plugin of kubectl, in front of the others. */
const PLUGIN_EXAMPLES = `  kubectl lease-gap                                    collect the evidence about the nodes
                                                       in trouble, and report on it
  kubectl lease-gap worker-1 --context kind-demo       the same of one node
`

/** Options that `-h` lists; `--help` lists all. */
export const COMMON_OPTIONS: ReadonlySet<string> = new Set([
  ...['--output', '--out', '--node', '--since', '--until', '--fail-on', '--redact', '--utc', '--source-node'],
  ...['--follow', '--explain', '--incident', '--dry-run', '--help', '--version'],
])

/** The text below commands and options. `isShort`: for `-h`. */
export function helpText(isPlugin: boolean, isShort: boolean): string {
  if (isShort) return `\nAll options and examples: ${isPlugin ? 'kubectl lease-gap' : 'leasegap'} --help`
  const examples = isPlugin
    ? `${PLUGIN_EXAMPLES}${EXAMPLES.replaceAll('leasegap', 'kubectl lease-gap')}`
    : EXAMPLES
  return `\nExamples:\n${examples}\n\n${EXIT_STATUS}`
}
