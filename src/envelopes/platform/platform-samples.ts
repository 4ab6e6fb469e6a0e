/** Samples of platform-record: one message, as each platform keeps it. */
import type { EnvelopeSample } from '../../model/index.ts'
import { dated } from '../sample-stamp.ts'

const LINE = 'I1122 10:43:03.104750    1153 generic.go:224] "GenericPLEG: Relisting"'
const AT = dated('2026-11-22T10:43:03.104750Z')
const AT_TEXT = '2026-11-22T10:43:03.104750Z'
const ORIGIN = 'after the documentation of the platform'

function sample(record: object, host: string | null = 'worker-1', stamp = AT): EnvelopeSample {
  const unwrapped = { body: LINE, stamp, ...(host !== null && { host }) }
  return { text: JSON.stringify(record), origin: ORIGIN, unwrapped }
}

const MILLIS = dated('2026-11-22T10:43:03.104Z')

export const platformSamples: readonly EnvelopeSample[] = [
  sample(
    { '@timestamp': '2026-11-22T10:43:03.104Z', message: LINE, host: { name: 'worker-1' } },
    'worker-1',
    MILLIS,
  ),
  sample(
    { '@timestamp': '2026-11-22T10:43:03.104Z', log: LINE, kubernetes: { host: 'worker-1' } },
    'worker-1',
    MILLIS,
  ),
  sample({
    _time: '2026-11-22T10:43:03.104750Z',
    _stream: '{hostname="worker-1",unit="kubelet.service"}',
    _msg: LINE,
  }),
  sample({ labels: { nodename: 'worker-1' }, line: LINE, timestamp: '2026-11-22T10:43:03.104750Z' }),
  sample(
    { timestamp: 1795344183104, message: LINE, logStreamName: 'kube-controller-manager-3b1f' },
    null,
    MILLIS,
  ),
  sample({ jsonPayload: { MESSAGE: LINE, _HOSTNAME: 'worker-1' }, timestamp: '2026-11-22T10:43:03.104750Z' }),
  sample({ TimeGenerated: '2026-11-22T10:43:03.104750Z', SyslogMessage: LINE, Computer: 'worker-1' }),
  sample({
    timeUnixNano: '1795344183104750000',
    body: { stringValue: LINE },
    resource: { attributes: [{ key: 'host.name', value: { stringValue: 'worker-1' } }] },
  }),
  sample({
    Timestamp: '2026-11-22T10:43:03.104750Z',
    Body: LINE,
    ResourceAttributes: { 'host.name': 'worker-1' },
  }),
  sample({ _raw: LINE, _time: '2026-11-22T10:43:03.104750+00:00', host: 'worker-1' }),
  sample({ version: '1.1', host: 'worker-1', short_message: LINE, timestamp: 1795344183.10475 }),
  sample({ attributes: { message: LINE, timestamp: '2026-11-22T10:43:03.104750Z', host: 'worker-1' } }),
  sample({ time: AT_TEXT, 'log.file.inode': '4711', computer_name: 'worker-1', message: LINE }),
  sample({ LOG_TIME: '2026-11-22 10:43:03.104750 UTC', NodeName: 'worker-1', LogLine: LINE }),
  sample({ meta: { ts: 1795344183104750, tags: { node: 'worker-1' } }, payload: { raw: LINE } }),
  sample({
    hostname: 'collector-x7k2q',
    kubernetes: { node: { name: 'worker-1' } },
    time: AT_TEXT,
    log_line: LINE,
  }),
  sample({ host: 'collector-x7k2q', kubernetes: { host: 'worker-1' }, '@timestamp': AT_TEXT, log: LINE }),
  sample({ date: { $date: AT_TEXT }, server: 'worker-1', anything: { at: { all: LINE } } }),
  ...['Nov 22, 2026 @ 10:43:03.104', '11/22/2026, 10:43:03.104 AM'].map((time) =>
    sample({ time, host: 'worker-1', message: LINE }, 'worker-1', dated('2026-11-22T10:43:03.104')),
  ),
  sample(
    { time: 'Sun, 22 Nov 2026 10:43:03 +0000', host: 'worker-1', message: LINE },
    'worker-1',
    dated('2026-11-22T10:43:03Z'),
  ),
  sample({ time: { seconds: 1795344183, nanos: 104750000 }, 'agent.hostname': 'worker-1', content: LINE }),
  {
    text: JSON.stringify({
      timestamp: '2026-11-22T10:43:03.104750Z',
      severity: 'ERROR',
      sourceLocation: { file: 'controller.go', line: '195' },
      jsonPayload: { message: '"Failed to update lease" err="EOF"', pid: '1153' },
    }),
    origin: 'Cloud Logging of GKE: klog parsed by the agent',
    unwrapped: { body: 'controller.go:195] "Failed to update lease" err="EOF"', pid: 1153 },
  },
  {
    text: JSON.stringify({ severity: 'E', pid: '1153', source: 'controller.go:195', message: '"text"' }),
    origin: 'the klog pattern of Fluentd on GKE',
    unwrapped: { body: 'controller.go:195] "text"', pid: 1153 },
  },
  {
    text: JSON.stringify({ id: 'x', content: { message: LINE, host: 'worker-1' } }),
    origin: 'after the documentation of Datadog: list of logs',
    unwrapped: { body: { message: LINE, host: 'worker-1' } },
  },
  {
    text: JSON.stringify({ timestamp: '2026-11-22T10:43:03Z', data: { body: LINE } }),
    origin: 'after the documentation of SigNoz',
    unwrapped: { body: { timestamp: '2026-11-22T10:43:03Z', body: LINE } },
  },
  {
    text: JSON.stringify({
      body: { kvlistValue: { values: [{ key: 'MESSAGE', value: { stringValue: LINE } }] } },
    }),
    origin: 'OTLP/JSON: a body of fields',
    unwrapped: { body: { body: null, MESSAGE: LINE } },
  },
  {
    text: JSON.stringify({ properties: { log: { kind: 'Event', apiVersion: 'audit.k8s.io/v1' } } }),
    origin: ORIGIN,
    unwrapped: { body: { kind: 'Event', apiVersion: 'audit.k8s.io/v1' } },
  },
  {
    text: JSON.stringify({ '@timestamp': '2026-11-22T10:43:03.104Z', message: 'no line of klog' }),
    origin: 'constructed',
    unwrapped: null,
  },
  {
    text: JSON.stringify({ title: '2026-11-22T10:43:03Z is a time', lines: [LINE] }),
    origin: 'constructed: a text behind a time, and a log line in an array',
    unwrapped: null,
  },
  {
    text: JSON.stringify({ kind: 'Event', apiVersion: 'v1', message: LINE }),
    origin: 'constructed: an API object',
    unwrapped: null,
  },
]
