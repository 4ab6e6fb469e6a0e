/** Year and zone of a source by the full dates of its first lines. */
import { describe, expect, it } from 'vitest'
import { envelopes } from '../../../src/envelopes/index.ts'
import { datesOfHead } from '../../../src/read/year/head-dates.ts'

const KLOG = 'E0314 10:20:31.123456    1234 controller.go:195] "Failed to update lease" err="EOF"'
const JOURNAL = `Mar 14 11:20:31 worker-1 kubelet[1234]: ${KLOG}`

const dates = (...lines: string[]): ReturnType<typeof datesOfHead> =>
  datesOfHead(Buffer.from(`${lines.join('\n')}\n`), envelopes)

describe('datesOfHead', () => {
  it('finds no year without a full date', () => {
    expect(dates(KLOG, JOURNAL)).toEqual({ year: null, offsetMinutes: null })
  })

  it.each([
    ['the head of a klog file', 'Log file created at: 2019/03/14 10:00:00'],
    [
      'the head of a journal',
      '-- Logs begin at Mon 2018-08-20 17:12:05 EDT, end at Thu 2019-03-14 23:00:31 EDT. --',
    ],
    [
      'the state of a unit',
      '   Active: active (running) since Tue 2018-11-20 01:54:13 UTC; 3 months 24 days ago',
    ],
    ['the stamp of another program', 'time="2019-03-14T10:19:00Z" level=info msg="starting containerd"'],
    [
      'a time inside a message',
      'I0314 10:20:31.123456 1 helpers.go:817] observations: time: 2019-03-14 10:20:30.8 +0000 GMT m=+1',
    ],
  ])('takes the year of %s', (_, line) => {
    expect(dates(line, KLOG).year).toBe(2019)
  })

  it('takes the date of a build or a certificate for none', () => {
    expect(
      dates(KLOG, 'I0314 10:20:31.123456 1 x.go:1] version buildDate:2017-09-01T00:00:00Z').year,
    ).toBeNull()
    expect(
      dates(KLOG, 'I0314 10:20:31.123456 1 x.go:1] expiration is 2031-09-01 00:00:00 +0000').year,
    ).toBeNull()
  })

  it('goes back over New Year between the first stamp and the date', () => {
    const december = KLOG.replace('E0314', 'E1231')
    expect(
      dates(
        december,
        'time="2020-01-02T10:19:00Z" level=info msg="x"',
        'I0102 10:20:31.1 1 x.go:1] at 2020-01-02 10:20:31',
      ).year,
    ).toBe(2019)
  })

  it('finds the zone by a stamp of the same line that prints one', () => {
    const k3s = 'Mar 14 11:20:31 worker-1 k3s[1234]: time="2024-03-14T10:20:31Z" level=error msg="x"'
    expect(dates(k3s, JOURNAL)).toEqual({ year: 2024, offsetMinutes: 60 })
  })

  describe('by the times that a process prints with its zone', () => {
    // A guide to a cluster of 1.22 (2024): journalctl -f on a controller in Shanghai.
    const QUEUED =
      'I0514 09:33:57.706580    5213 node_lifecycle_controller.go:868] Node k8s-master2 is NotReady as of 2024-05-14 09:33:57.706574115 +0800 CST m=+9961.472114546. Adding it to the Taint queue.'
    // A blog on endpoints that come and go (2017).
    const STALE =
      "I0919 16:05:35.383806   20248 nodecontroller.go:1007] node 11.2.3.10 hasn't been updated for 40.032883982s. Last ready condition is: {Type:Ready Status:True LastHeartbeatTime:2017-09-19 16:04:46 +0800 CST LastTransitionTime:2017-09-19 16:04:46 +0800 CST Reason:KubeletReady Message:kubelet is posting ready status}"

    it.each([
      ['the moment of the line', QUEUED, { year: 2024, offsetMinutes: 480 }],
      ['a heartbeat', STALE, { year: 2017, offsetMinutes: 480 }],
      [
        'the moment of the line, in UTC',
        QUEUED.replace('+0800 CST', '+0000 UTC'),
        { year: 2024, offsetMinutes: 0 },
      ],
    ])('finds the zone by %s', (_, line, expected) => {
      expect(dates(line)).toEqual(expected)
      expect(dates(`May 14 09:33:57 k8s-master1 kube-controller-manager[5213]: ${line}`).offsetMinutes).toBe(
        line === STALE ? null : expected.offsetMinutes,
      )
    })

    it('finds the zone of the journal where the process has another one', () => {
      const journal = `May 14 01:33:57 k8s-master1 kube-controller-manager[5213]: ${QUEUED}`
      expect(dates(journal).offsetMinutes).toBe(0)
    })

    it('takes no other time for one of the process', () => {
      const rotated = QUEUED.replace('09:33:57.706574115', '08:11:57.706574115')
      expect(dates(rotated).offsetMinutes).toBeNull()
      expect(dates(STALE.replaceAll('LastHeartbeatTime:', 'deadline ')).offsetMinutes).toBeNull()
      expect(dates(STALE.replaceAll('2017-09-19', '2017-03-19')).offsetMinutes).toBeNull()
    })
  })
})
