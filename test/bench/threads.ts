/** Prints the incidents of a file as the library finds them, with so many threads: `threads.js INDEX THREADS FILE`. */
import { argv, stdout } from 'node:process'
import { pathToFileURL } from 'node:url'
import type * as leasegap from '../../src/index.ts'

const [, , index = '', threads, file = ''] = argv
const { analyze, exporters } = (await import(pathToFileURL(index).href)) as typeof leasegap
const report = await analyze([file], { threads: Number(threads) })
const ndjson = exporters.find(({ name }) => name === 'ndjson')
for await (const text of ndjson?.write(report, { timeZone: 'UTC', color: false, width: 80 }) ?? [])
  stdout.write(text)
