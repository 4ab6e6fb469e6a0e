import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { grammars, prefilterLiterals } from '../../src/grammars/index.ts'
import { lineFilter } from '../../src/grammars/line-filter.ts'

const lines = new RegExp(lineFilter.lines)
const controllerLines = new RegExp(lineFilter.controllerLines)

describe('lineFilter', () => {
  it('matches each text that contains a literal of the prefilter', () => {
    for (const literal of prefilterLiterals) expect(`I1122 "${literal}"`).toMatch(lines)
  })

  it('matches each sample of a grammar', () => {
    const texts = grammars.flatMap(({ samples }) =>
      samples.flatMap(({ text, findings }) => (findings.length > 0 ? [text] : [])),
    )
    expect(texts.length).toBeGreaterThan(100)
    const unmatched = texts.filter(
      (text) => typeof text === 'string' && !text.split('\n').some((line) => lines.test(line)),
    )
    expect(unmatched).toEqual([])
  })

  it.each([
    ['an error that may be the last of a process', 'E1122 10:45:17.087056    1153 server.go:1] "Anything"'],
    ['a part of a value of several lines', '\tdial tcp: refused'],
    ['such a part as a journal prints it', '        dial tcp: refused'],
    ['the end of such a value', ' > interval="7s"'],
    [
      'a request without its status',
      'I1122 10:45:17.087056    1153 round_trippers.go:466] GET https://host:6443/x',
    ],
    ['a structured one', 'I1122 10:45:17.087056    1153 round_trippers.go:466] "Request" verb="GET"'],
  ])('matches %s', (_, line) => {
    expect(line).toMatch(lines)
  })

  it('leaves out most lines of a kubelet', () => {
    const log = readFileSync('samples/network-cut/logs/kubelet.log', 'utf8').split('\n')
    const messages = log.map((line) => line.slice(line.indexOf(']: ') + 3))
    expect(messages.filter((line) => lines.test(line)).length).toBeLessThan(messages.length / 2)
  })

  it('knows the lines of a controller from those of a kubelet', () => {
    const linesOf = (name: string): string[] =>
      readFileSync(`samples/network-cut/logs/${name}.log`, 'utf8')
        .split('\n')
        .filter((line) => controllerLines.test(line))
    expect(linesOf('kube-controller-manager').length).toBeGreaterThan(50)
    expect(linesOf('kubelet')).toEqual([])
  })

  it('uses only what RE2 knows', () => {
    expect(lineFilter.lines).not.toMatch(/\(\?[=!<]|\\[1-9bB]|[`']/)
  })
})
