import { describe, expect, it } from 'vitest'
import { shellCommand } from '../../src/text/shell.ts'

describe('shellCommand', () => {
  it.each([
    [['leasegap', 'a-1/b.tar.gz'], 'leasegap a-1/b.tar.gz'],
    [['leasegap', 'my case'], "leasegap 'my case'"],
    [['echo', "it's", '$(x)', ''], "echo 'it'\\''s' '$(x)' ''"],
  ])('quotes the words of %j that a shell would change', (words, command) => {
    expect(shellCommand(words)).toBe(command)
  })
})
