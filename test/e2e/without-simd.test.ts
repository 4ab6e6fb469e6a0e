/**
 * The built library on a machine without SIMD: its search in JavaScript gives every report byte for byte.
 * It is a copy that has no compiled scan to load.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

type Library = typeof import('../../src/index.ts')

const CASES = 'test/e2e/cases'
const SAMPLES = ['samples/network-cut/logs', 'samples/apiserver-down/logs']
const inputs = [...SAMPLES, ...readdirSync(CASES).map((name) => join(CASES, name))]

let directory = ''
let usual: Library
let withoutSimd: Library

beforeAll(async () => {
  const dist = dirname(inject('cli'))
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
  const copy = join(directory, 'dist')
  cpSync(dist, copy, { recursive: true, filter: (path) => !path.endsWith('.wasm') })
  cpSync(join(dist, '../package.json'), join(directory, 'package.json'))
  symlinkSync(join(dist, '../node_modules'), join(directory, 'node_modules'))
  const load = (folder: string): Promise<Library> => import(pathToFileURL(join(folder, 'index.js')).href)
  usual = await load(dist)
  withoutSimd = await load(copy)
})
afterAll(() => rmSync(directory, { recursive: true }))

async function reportOf({ analyze, toJson }: Library, input: string): Promise<string> {
  return JSON.stringify(toJson(await analyze([input], { year: 2026, threads: 1 })))
}

describe('a machine without SIMD', () => {
  it.each(inputs)('gives the same report of %s', async (input) => {
    expect(await reportOf(withoutSimd, input)).toBe(await reportOf(usual, input))
  })
})
