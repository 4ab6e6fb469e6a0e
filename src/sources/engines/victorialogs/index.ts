/** `victorialogs+https://HOST?query=…`: logs of nodes in VictoriaLogs. */
import type { SourceKind } from '../../../model/index.ts'
import { liveSource } from '../../live-source.ts'
import { type EngineUrlForm, engineSchemes, invalid, parseEngineUrl } from '../engine-url.ts'

const FORM: EngineUrlForm = {
  engine: 'victorialogs',
  parameters: ['query', 'node', 'message', 'process'],
  hint: `victorialogs+https://HOST?query=FILTER, such as 'victorialogs+https://logs.example?query={_SYSTEMD_UNIT="kubelet.service"}'`,
  variables: 'VICTORIALOGS_USERNAME and VICTORIALOGS_PASSWORD, or VICTORIALOGS_BEARER_TOKEN',
}

export const victoriaLogs: SourceKind = {
  schemes: engineSchemes(FORM.engine),
  title: 'logs of nodes in VictoriaLogs',
  async find(input) {
    const url = parseEngineUrl(input, FORM)
    const filter = url.parameters.get('query') ?? ''
    if (filter === '' || filter.includes('|')) throw invalid(FORM, 'no filter in the URL of victorialogs')
    return [
      liveSource(input, input, async function* (options = {}) {
        const [{ readWindowed }, { victoriaLogsKind }] = await Promise.all([
          import('../windowed-source.ts'),
          import('./engine.ts'),
        ])
        yield* readWindowed(input, url, victoriaLogsKind, options)
      }),
    ]
  },
}
