/** `loki+https://HOST?query={…}`: logs of nodes in Loki. */
import type { SourceKind } from '../../../model/index.ts'
import { liveSource } from '../../live-source.ts'
import { type EngineUrlForm, engineSchemes, invalid, parseEngineUrl } from '../engine-url.ts'

const FORM: EngineUrlForm = {
  engine: 'loki',
  parameters: ['query', 'node', 'process', 'limit'],
  hint: `loki+https://HOST?query=STREAMS, such as 'loki+https://logs.example?query={unit="kubelet.service"}'`,
  variables: 'LOKI_USERNAME and LOKI_PASSWORD, or LOKI_BEARER_TOKEN',
}

/** A selector of streams, without a pipeline. A value may contain braces. */
const SELECTOR = /^\{(?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`)+\}$/

export const loki: SourceKind = {
  schemes: engineSchemes(FORM.engine),
  title: 'logs of nodes in Loki',
  async find(input) {
    const url = parseEngineUrl(input, FORM)
    const selector = url.parameters.get('query') ?? ''
    if (!SELECTOR.test(selector)) throw invalid(FORM, 'no selector of streams in the URL of loki')
    return [
      liveSource(input, input, async function* (options = {}) {
        const [{ readWindowed }, { lokiKind }] = await Promise.all([
          import('../windowed-source.ts'),
          import('./engine.ts'),
        ])
        yield* readWindowed(input, url, lokiKind, options)
      }),
    ]
  },
}
