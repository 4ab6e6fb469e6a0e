/** Makes a note: a claim beside the incidents, with the lines that prove it. */
import type { Note, NoteCode, SourceLine } from '../../model/index.ts'
import type { ClaimCode, ClaimParams } from '../../wording/claim-params.ts'
import { claim, renderClaims } from '../../wording/claims.ts'

/** Number of lines that a note cites as its proof; the count is in its text. */
const MOST_CITED = 3

/** Makes a note of the claim `note.CODE`. */
export function note<C extends NoteCode & NoteOf<ClaimCode>>(
  code: C,
  params: ClaimParams[`note.${C}`],
  {
    proof,
    node = null,
    source = null,
  }: {
    readonly proof: readonly SourceLine[]
    readonly node?: string | null
    readonly source?: string | null
  },
): Note {
  const stated = claim(`note.${code}`, params, proof.slice(0, MOST_CITED))
  return { code, text: renderClaims([stated]), node, source, claim: stated }
}

type NoteOf<C> = C extends `note.${infer N}` ? N : never
