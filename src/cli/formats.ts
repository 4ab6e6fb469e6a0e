/** `leasegap formats`: what can be read and what can be written, from the registries. */
import {
  containers,
  envelopes,
  exporters,
  framings,
  type Grammar,
  grammars,
  lineFilter,
  prefilterLiterals,
  type SourceKind,
  sourceKinds,
} from '../index.ts'
import type { CommandContext, ExitStatus } from './context.ts'

/** Options of `formats`. */
export interface FormatsOptions {
  readonly output?: 'text' | 'json'
}

interface Entry {
  readonly name: string
  readonly title: string
}

/** Empty without entries. */
function section(title: string, entries: readonly Entry[]): string {
  if (entries.length === 0) return ''
  return `${title}\n${entries.map((entry) => `  ${entry.name.padEnd(23)}${entry.title}\n`).join('')}`
}

/** The oldest and the newest release that a grammar's samples are from; null if no sample names one. */
function releasesOf({ samples }: Grammar): string | null {
  const minors = samples.flatMap(({ kubernetes }) =>
    [...(kubernetes ?? '').matchAll(/\b1\.(\d+)/g)].map(([, minor]) => Number(minor)),
  )
  if (minors.length === 0) return null
  const [least, most] = [Math.min(...minors), Math.max(...minors)]
  return least === most ? `1.${least}` : `1.${least}–1.${most}`
}

function grammarEntry(grammar: Grammar): Entry {
  const releases = releasesOf(grammar)
  const { name, title } = grammar
  return { name, title: releases === null ? title : `${title} (Kubernetes ${releases})` }
}

/** One entry for each scheme. Inputs without a scheme are listed by the help. */
function kindEntries({ schemes, title }: SourceKind): Entry[] {
  return schemes.map((scheme) => ({ name: `${scheme}://`, title }))
}

/** What a program needs to know, as one JSON document. */
function formatsJson(): string {
  const plain = ({ name, title }: Entry): Entry => ({ name, title })
  const { lines, controllerLines } = lineFilter
  const document = {
    sources: sourceKinds.flatMap(({ schemes, title }) => schemes.map((scheme) => ({ scheme, title }))),
    containers: containers.map(plain),
    framings: framings.map(plain),
    envelopes: envelopes.map(plain),
    grammars: grammars.map((grammar) => ({ ...plain(grammar), component: grammar.component })),
    outputs: exporters.map(({ name, title, endings }) => ({ name, title, endings })),
    filter: { literals: prefilterLiterals, expression: lines, controllerExpression: controllerLines },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

export async function runFormats({ output }: FormatsOptions, io: CommandContext): Promise<ExitStatus> {
  await io.output.write(output === 'json' ? formatsJson() : formatsText())
  return 0
}

function formatsText(): string {
  const outputs = exporters.map(({ name, title, endings }) => ({
    name,
    title: `${title} (${endings.map((ending) => `.${ending}`).join(', ')})`,
  }))
  return [
    section('Sources', sourceKinds.flatMap(kindEntries)),
    section('Containers, which may nest', containers),
    section('Framings, detected by how a text begins', framings),
    section('Formats of log lines, which may nest', envelopes),
    section('Messages and objects understood', grammars.map(grammarEntry)),
    section('Formats of output, with the endings that choose them for --out', outputs),
  ]
    .filter((text) => text !== '')
    .join('\n')
}
