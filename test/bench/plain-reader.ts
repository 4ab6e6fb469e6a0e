/**
 * A straightforward reader for comparison: split2 for lines, regular expressions for messages, luxon for times.
 *
 * It recognises only the messages of the generator, and prints one JSON object for each, as `leasegap observe` does.
 */
import { createReadStream } from 'node:fs'
import { argv, stdout } from 'node:process'
import { createGunzip } from 'node:zlib'
import { DateTime } from 'luxon'
import split2 from 'split2'

const HEADER = /([IWEF])(\d{4} \d\d:\d\d:\d\d\.\d{6}) +(\d+) ([\w.]+):\d+\] (.*)$/
const REQUEST = /^([A-Z]+) (https:\S+) (\d*) ?.*in (\d+) milliseconds$/
const LEASE = /\/leases\/([^?]+)/
const STATUS = /\/nodes\/([^/]+)\/status/
const ENSURE = /^"Failed to ensure lease exists, will retry" err="(.*)" interval="(.*)"$/
const STALE = /^"Node hasn't been updated".* node="([^"]+)" duration="([^"]+)" nodeConditionType="([^"]+)"/

/** Parses a message. Returns undefined if it is not about a heartbeat. */
function parseMessage(message: string): object | undefined {
  const request = REQUEST.exec(message)
  if (request) {
    const [, verb, url = '', status, latencyMs] = request
    const node = (LEASE.exec(url) ?? STATUS.exec(url))?.[1]
    return node === undefined ? undefined : { kind: 'request', node, verb, status, latencyMs }
  }
  const ensure = ENSURE.exec(message)
  if (ensure) return { kind: 'ensure', error: ensure[1], interval: ensure[2] }
  const stale = STALE.exec(message)
  return stale ? { kind: 'stale', node: stale[1], duration: stale[2], type: stale[3] } : undefined
}

function messageOf(line: string): string {
  return line.startsWith('{') ? (JSON.parse(line) as { MESSAGE: string }).MESSAGE : line
}

for (const path of argv.slice(2)) {
  const stored = createReadStream(path)
  const bytes = path.endsWith('.gz') ? stored.pipe(createGunzip()) : stored
  let lineNumber = 0
  for await (const line of bytes.pipe(split2())) {
    lineNumber++
    const header = HEADER.exec(messageOf(line as string))
    const facts = header && parseMessage(header[5] as string)
    if (!facts) continue
    const at = DateTime.fromFormat(header[2] as string, 'MMdd HH:mm:ss.u', { zone: 'utc' })
    stdout.write(`${JSON.stringify({ at: at.toISO(), line: lineNumber, pid: header[3], ...facts })}\n`)
  }
}
