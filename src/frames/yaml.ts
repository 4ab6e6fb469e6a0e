/** The framing of YAML documents. Its parser is loaded only for a source that matches. */
import type { Framing } from './framing.ts'
import { isMixed } from './paste/index.ts'

export const yamlDocuments: Framing = {
  name: 'yaml-documents',
  title: 'kubectl get -o yaml, gcloud logging read --format=yaml',
  matches: ({ text, firstLine }) =>
    firstLine !== null &&
    /^[A-Za-z]+:(\s|$)/.test(firstLine) &&
    /^(apiVersion|kind|insertId|logName):/m.test(text) &&
    !isMixed(text),
  open: async (prefilter, events) => (await import('./yaml-scanner.ts')).yamlScanner(prefilter, events),
}
