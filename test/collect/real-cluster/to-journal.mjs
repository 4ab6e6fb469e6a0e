#!/usr/bin/env node
/** Converts what a kubelet prints, line by line, to the export format that systemd-journal-remote writes to a journal. */
import { createInterface } from 'node:readline'

const [host] = process.argv.slice(2)
for await (const line of createInterface({ input: process.stdin })) {
  const us = BigInt(Date.now()) * 1000n
  process.stdout.write(
    `__REALTIME_TIMESTAMP=${us}\n_HOSTNAME=${host}\nSYSLOG_IDENTIFIER=kubelet\n_PID=1\n` +
      `_SYSTEMD_UNIT=kubelet.service\nMESSAGE=${line}\n\n`,
  )
}
