import { describe, expect, it } from 'vitest'
import { createNodeNames } from '../../src/exporters/node-names.ts'

const DOMAIN = '.eu-central-1.compute.internal'

describe('createNodeNames', () => {
  it('removes the domain that the nodes share', () => {
    const names = createNodeNames([`ip-10-0-0-10${DOMAIN}`, `ip-10-0-3-17${DOMAIN}`, 'control-plane'])
    expect(names.domain).toBe(DOMAIN)
    expect(names.short(`ip-10-0-3-17${DOMAIN}`)).toBe('ip-10-0-3-17')
    expect(names.short('control-plane')).toBe('control-plane')
    expect(names.shorten(`ip-10-0-3-17${DOMAIN} stopped`, [`ip-10-0-3-17${DOMAIN}`])).toBe(
      'ip-10-0-3-17 stopped',
    )
  })

  it('keeps the part in which domains differ', () => {
    const names = createNodeNames(['a.zone-1.example.org', 'b.zone-2.example.org'])
    expect(names.domain).toBe('.example.org')
    expect(names.short('a.zone-1.example.org')).toBe('a.zone-1')
  })

  it.each([
    ['a single node', ['a.example.org']],
    ['nodes without a common domain', ['a.example.org', 'b.example.net']],
    ['names that would be the same', ['a.example.org', 'b.example.org', 'a']],
  ])('keeps the names of %s', (_title, nodes) => {
    const names = createNodeNames(nodes)
    expect(names.domain).toBe('')
    expect(nodes.map(names.short)).toEqual(nodes)
  })
})
