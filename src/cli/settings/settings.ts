/**
 * Settings for options that a user would give each time: from the environment (`LEASEGAP_TZ`), else from `.leasegaprc`
 * in the current directory, else in the home directory. A flag goes first.
 *
 * A file has lines `name = value`; `#` begins a comment. Only options that choose zones, intervals and looks can be set:
 * a file that lies beside logs must not choose what is read or written. What was set is named in the report.
 */
import { readFileSync } from 'node:fs'
import { UsageError } from '../../index.ts'
import type { Command } from '../commander.ts'
import type { Setting } from './settings-origins.ts'
import type { SettingsPlaces } from './settings-places.ts'

const NAMES: readonly string[] = [
  'tz',
  'input-tz',
  'grace',
  'renew-interval',
  'toleration',
  'color',
  'redact',
]

/** Options without a value. */
const SWITCHES: ReadonlySet<string> = new Set(['redact'])
/** Options that collect values. */
const LISTS: ReadonlySet<string> = new Set(['input-tz'])

/** Characters of a file: more is no file of settings. */
const MAX_CHARACTERS = 65_536

/** Reads the settings of environment and file; of one name the first stays. Throws UsageError for an unknown name. */
export function readSettings(env: NodeJS.ProcessEnv, { prefix, files }: SettingsPlaces): Setting[] {
  const settings = new Map<string, Setting>()
  for (const name of NAMES) {
    const origin = `${prefix}${name.toUpperCase().replaceAll('-', '_')}`
    const value = env[origin]
    if (value !== undefined && value !== '') settings.set(name, { name, value, origin })
  }
  const file = files.find((path) => textOf(path) !== null)
  for (const setting of file === undefined ? [] : parseSettings(textOf(file) ?? '', file))
    if (!settings.has(setting.name)) settings.set(setting.name, setting)
  return [...settings.values()]
}

/** Null if there is no such file. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    throw new UsageError(`cannot read ${path}: use --no-config to ignore it`, { given: path, cause: error })
  }
}

/** Parses the text of a file. Throws UsageError for a line that is no setting. */
export function parseSettings(text: string, path: string): Setting[] {
  if (text.length > MAX_CHARACTERS) throw new UsageError(`${path} is no file of settings: it is too long`)
  return text.split('\n').flatMap((line, i) => {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return []
    const at = trimmed.indexOf('=')
    const name = trimmed.slice(0, Math.max(at, 0)).trim()
    const value = trimmed.slice(at + 1).trim()
    if (NAMES.includes(name) && value !== '') return [{ name, value, origin: path }]
    throw new UsageError(
      `invalid setting in ${path}:${i + 1}: use NAME = VALUE with one of ${NAMES.join(', ')}`,
      { given: name, allowed: NAMES },
    )
  })
}

/** Sets the options of a command that no flag gives. Returns what was set. */
export function applySettings(command: Command, settings: readonly Setting[]): Setting[] {
  const applied: Setting[] = []
  for (const setting of settings) {
    const option = command.options.find(({ long }) => long === `--${setting.name}`)
    if (!option) continue
    const key = option.attributeName()
    const isGiven = [command, command.parent].some((one) => one?.getOptionValueSource(key) === 'cli')
    // --utc is a zone, too.
    const isUtc = key === 'tz' && [command, command.parent].some((one) => one?.opts().utc === true)
    if (isGiven || isUtc) continue
    const value = SWITCHES.has(setting.name)
      ? switchOf(setting)
      : LISTS.has(setting.name)
        ? [setting.value]
        : setting.value
    command.setOptionValueWithSource(key, value, 'config')
    applied.push(setting)
  }
  return applied
}

function switchOf({ name, value, origin }: Setting): boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  throw new UsageError(`invalid ${name} "${value}" in ${origin}: use true or false`, { given: value })
}

/** ` (grace in .leasegaprc)` for an error about a value that a setting chose. */
export function originOf(given: string | null, settings: readonly Setting[]): string {
  const setting = settings.find(({ value }) => value === given)
  return setting === undefined ? '' : ` (${setting.name} in ${setting.origin})`
}
