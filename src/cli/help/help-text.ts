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

/** Examples of one command. */
const COMMAND_EXAMPLES: Readonly<Record<string, string>> = {
  observe: `  leasegap observe logs/ | jq -c 'select(.kind == "lease.update-failed")'
  journalctl -fu kubelet | leasegap observe --follow -o text
  head -n 100 kubelet.log | leasegap observe --explain`,
  watch: `  leasegap watch worker-1 --fail-on 40s
  leasegap watch -o ndjson`,
  collect: `  leasegap collect worker-1 --since -2h --out case.tar.gz
  leasegap collect worker-1 --dry-run`,
  explain: `  leasegap explain logs/ --utc
  leasegap explain logs/ --incident 1
  leasegap explain logs/ --node 'worker-*' --since '2026-11-22 10:45' --until since+10m`,
  diff: `  leasegap before/ -o json > before.json
  leasegap after/ -o json > after.json
  leasegap diff before.json after.json`,
}

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

/** The examples below the options of a command; empty for a command without any. */
export function commandExamples(command: string): string {
  const examples = COMMAND_EXAMPLES[command]
  return examples === undefined ? '' : `\nExamples:\n${examples}`
}

/** The text below commands and options. `isShort`: for `-h`. */
export function helpText(isPlugin: boolean, isShort: boolean): string {
  if (isShort) return `\nAll options and examples: ${isPlugin ? 'kubectl lease-gap' : 'leasegap'} --help`
  const examples = isPlugin
    ? `${PLUGIN_EXAMPLES}${EXAMPLES.replaceAll('leasegap', 'kubectl lease-gap')}`
    : EXAMPLES
  return `\nExamples:\n${examples}\n\n${EXIT_STATUS}`
}
