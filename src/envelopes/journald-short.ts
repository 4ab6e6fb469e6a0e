/**
 * `journalctl` in its default mode and with `-o short-precise`, and syslog files in the traditional format:
 * `Mar 14 11:20:31 worker-1 kubelet[1234]: message`.
 *
 * Input: a line. Output: its message. The stamp has no year; its zone is that of the user who ran journalctl.
 *
 * Authority: systemd logs-show.c (`%b %d %H:%M:%S`), with the month in the user's language; glibc's locales.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { civilToUs, digitsAt, parseClock, YEARLESS } from '../time/instant.ts'
import { yearless } from './sample-stamp.ts'
import { isDigit, skipSpaces } from './scan.ts'
import { parseTag, unwrapTagged } from './syslog-tag.ts'

/** Abbreviated month names of glibc in lower case, without points; one language per line. */
const MONTH_NAMES = `
jan feb mar apr may jun jul aug sep oct nov dec
jan feb mär apr mai jun jul aug sep okt nov dez
janv févr mars avril mai juin juil août sept oct nov déc
ene feb mar abr may jun jul ago sep oct nov dic
jan fev mar abr mai jun jul ago set out nov dez
gen feb mar apr mag giu lug ago set ott nov dic
jan feb mrt apr mei jun jul aug sep okt nov dec
sty lut mar kwi maj cze lip sie wrz paź lis gru
led úno bře dub kvě čen čec srp zář říj lis pro
янв фев мар апр мая июн июл авг сен окт ноя дек
янв фев мар апр май июн июл авг сен окт ноя дек
січ лют бер кві тра чер лип сер вер жов лис гру
oca şub mar nis may haz tem ağu eyl eki kas ara
jan feb mars april maj juni juli aug sep okt nov dec
jan feb mars april mai juni juli aug sep okt nov des
tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu
1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月
1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월
`

const MONTHS: ReadonlyMap<string, number> = new Map(
  MONTH_NAMES.trim()
    .split('\n')
    .flatMap((line) => line.split(' ').map((name, index): [string, number] => [name, index + 1])),
)

/** Limits the length of a month in any language, in characters. */
const MAX_MONTH_LENGTH = 12

function monthOf(word: string): number | undefined {
  const lower = word.toLowerCase()
  return MONTHS.get(lower.endsWith('.') ? lower.slice(0, -1) : lower)
}

/** Tests for a letter; every character from U+00C0 on passes for one. */
function isLetter(c: number): boolean {
  const lower = c | 32
  return (lower >= 97 && lower <= 122) || c >= 0xc0
}

/** Parses a day of one or two digits and a blank at `from`. Returns the day and the index after the blank, or undefined. */
function parseDay(text: string, from: number): { day: number; end: number } | undefined {
  const length = isDigit(text.charCodeAt(from + 1)) ? 2 : 1
  const day = digitsAt(text, from, length)
  if (day < 1 || text.charCodeAt(from + length) !== 32) return undefined
  return { day, end: from + length + 1 }
}

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  // Asian locales pad the month with a blank; web pages indent the line.
  const start = body.charCodeAt(0) === 32 ? skipSpaces(body, 0) : 0
  const monthEnd = body.indexOf(' ', start)
  if (monthEnd <= start || monthEnd - start > MAX_MONTH_LENGTH) return undefined
  const day = parseDay(body, skipSpaces(body, monthEnd))
  if (!day) return undefined
  let at = day.end
  let year = digitsAt(body, at, 4)
  if (year > 0 && body.charCodeAt(at + 4) === 32) at += 5
  else year = -1
  const clock = parseClock(body, at)
  if (!clock || body.charCodeAt(clock.end) !== 32) return undefined
  const tag = parseTag(body, clock.end + 1)
  if (!tag) return undefined
  const word = body.slice(start, monthEnd)
  const month = monthOf(word)
  // A month in another language gives no time, but the message still counts. A colon ends the name of a file.
  if (month === undefined && (!isLetter(word.charCodeAt(0)) || word.includes(':'))) return undefined
  const midnightUs =
    month === undefined ? null : civilToUs(year < 0 ? YEARLESS : year, month, day.day, 0, 0, 0, 0)
  if (midnightUs === null) return unwrapTagged(body, tag, undefined)
  return unwrapTagged(body, tag, {
    civilUs: midnightUs + clock.dayUs,
    hasYear: year >= 0,
    offsetMinutes: null,
    resolutionUs: clock.resolutionUs,
  })
}

export const journaldShort: Envelope = {
  name: 'journald-short',
  title: 'journalctl (short, short-precise) and syslog files: Mar 14 11:20:31 host kubelet[1234]: …',
  isHeader: true,
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: 'Mar 14 11:20:32 worker-1 kubelet[1234]: I0314 10:20:32.123456    1234 round_trippers.go:632] "Response" status="200 OK" headers=<',
      origin: 'journalctl 252',
      unwrapped: {
        body: 'I0314 10:20:32.123456    1234 round_trippers.go:632] "Response" status="200 OK" headers=<',
        stamp: yearless('03-14 11:20:32'),
        host: 'worker-1',
        process: 'kubelet',
        pid: 1234,
      },
    },
    {
      text: 'Mar 14 11:20:34.123456 worker-1 kubelet[1234]:  > milliseconds=4',
      origin: 'journalctl 252, -o short-precise',
      unwrapped: { body: ' > milliseconds=4', stamp: yearless('03-14 11:20:34.123456') },
    },
    {
      text: 'Mar 14 10:20:31 kubelet[1234]: after reboot',
      origin: 'journalctl 252, --no-hostname',
      unwrapped: { body: 'after reboot', stamp: yearless('03-14 10:20:31'), process: 'kubelet', pid: 1234 },
    },
    {
      text: 'Sep  3 07:35:28 engine02 kubelet: E0903 07:35:28.899230   27639 kubelet_node_status.go:391] Error updating node status, will retry: EOF',
      origin: 'github issue kubernetes/kubernetes#68270, syslog file, shortened',
      unwrapped: {
        body: 'E0903 07:35:28.899230   27639 kubelet_node_status.go:391] Error updating node status, will retry: EOF',
        stamp: yearless('09-03 07:35:28'),
        host: 'engine02',
        process: 'kubelet',
      },
    },
    {
      text: 'Jun 9 17:48:07 xxxxxx kubelet[6515]: text',
      origin: 'github issue kubernetes/kubernetes#91963, shortened; blanks collapsed',
      unwrapped: { body: 'text', stamp: yearless('06-09 17:48:07'), host: 'xxxxxx', pid: 6515 },
    },
    {
      text: 'Nov 04 06:40:06 HOSTNAME  kubelet[6620]: text',
      origin: 'github issue scality/metalk8s#2937, shortened; two blanks after the host',
      unwrapped: { body: 'text', host: 'HOSTNAME', process: 'kubelet', pid: 6620 },
    },
    {
      text: 'lis 29 22:59:36 kub-master kubelet[107733]: E1129 22:59:36.523897  107733 controller.go:187] failed to update lease, error: EOF',
      origin: 'github issue kubernetes/kubernetes#114197, Polish, shortened',
      unwrapped: { stamp: yearless('11-29 22:59:36'), host: 'kub-master', pid: 107733 },
    },
    {
      text: '10月 01 20:21:21 k8s-master01 kubelet[18425]: text',
      origin: 'public notes on installing kubernetes, Chinese, shortened',
      unwrapped: { body: 'text', stamp: yearless('10-01 20:21:21'), host: 'k8s-master01' },
    },
    {
      text: ' 3月 14 20:21:21 k8s-master01 kubelet[18425]: text',
      origin: 'constructed: glibc pads short months',
      unwrapped: { body: 'text', stamp: yearless('03-14 20:21:21') },
    },
    {
      text: 'févr. 03 01:02:03 hôte k3s[9]: text',
      origin: 'constructed: French',
      unwrapped: { body: 'text', stamp: yearless('02-03 01:02:03'), host: 'hôte', process: 'k3s', pid: 9 },
    },
    {
      text: 'Márc 14 11:20:31 worker-1 kubelet[1234]: text',
      origin: 'constructed: a language not known here',
      unwrapped: { body: 'text', host: 'worker-1', process: 'kubelet', pid: 1234 },
    },
    {
      text: 'Mar 14 11:20:31 worker-1 kubelet[1234]: I0314 10:20:32.123456    1234 round_trippers.go:632] "Response" headers=<#012#011Audit-Id: 0f1e2d3c#012 > milliseconds=4',
      origin: 'constructed: control characters as rsyslog writes them',
      unwrapped: {
        body: 'I0314 10:20:32.123456    1234 round_trippers.go:632] "Response" headers=<\n\tAudit-Id: 0f1e2d3c\n > milliseconds=4',
      },
    },
    { text: 'Mar 14 11:20:31 nobody said anything', origin: 'constructed', unwrapped: null },
  ],
}
