/** Envelopes and grammars that a library's user adds to the built-in ones. */
import { envelopes } from '../../envelopes/index.ts'
import { type RecordParser, recordParser } from '../../grammars/index.ts'
import { UsageError } from '../../model/errors.ts'
import type { CustomEnvelope, CustomGrammar } from '../../model/index.ts'

export interface CustomFormats {
  /** Tried before the built-in envelopes, in this order; absent: none. */
  readonly envelopes?: readonly CustomEnvelope[]
  /** Asked for records that no built-in grammar knows, in this order; absent: none. */
  readonly grammars?: readonly CustomGrammar[]
}

/** Whether all is built in. A function can't be handed to a thread, so custom formats are read in the calling one. */
export function hasCustomFormats({ envelopes: added = [], grammars = [] }: CustomFormats): boolean {
  return added.length + grammars.length > 0
}

/** What the reader of a source takes instead of the built-in formats. */
export interface FormatSettings {
  /** In the order in which they are tried. */
  readonly envelopes?: readonly CustomEnvelope[]
  readonly parseRecord?: RecordParser['parseRecord']
}

/** Returns the settings for custom formats, and literals of lines that must pass the prefilter. Empty without any. */
export function formatSettings({ envelopes: added = [], grammars = [] }: CustomFormats): {
  readonly settings: FormatSettings
  readonly literals: readonly string[]
} {
  return {
    settings: {
      ...(added.length > 0 ? { envelopes: [...added.map(guardedEnvelope), ...envelopes] } : {}),
      ...(grammars.length > 0 ? { parseRecord: recordParser(grammars.map(guardedGrammar)).parseRecord } : {}),
    },
    literals: [
      ...added.flatMap(({ bypassLiterals }) => bypassLiterals),
      ...grammars.flatMap(({ literals }) => literals),
    ],
  }
}

function guardedEnvelope(envelope: CustomEnvelope): CustomEnvelope {
  const name = `envelope "${envelope.name}"`
  return { ...envelope, unwrap: (body) => guard(name, name, () => envelope.unwrap(body)) }
}

function guardedGrammar(grammar: CustomGrammar): CustomGrammar {
  const name = `grammar "${grammar.name}"`
  return {
    ...grammar,
    parse: (record) => guard(name, `${name} at ${record.source}:${record.line}`, () => grammar.parse(record)),
  }
}

/** Calls a function of the user's; whatever it throws becomes a UsageError. */
function guard<T>(given: string, place: string, call: () => T): T {
  try {
    return call()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${place} failed: ${reason}`, {
      given,
      try: 'return undefined for what is not in this format',
      cause,
    })
  }
}
