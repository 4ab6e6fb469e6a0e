/** The real kubectls that tests run, and a certificate for the API server that they ask by HTTPS. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A kubectl. */
export interface Kubectl {
  readonly path: string
  /** Such as `v1.20.2`. */
  readonly version: string
}

/** That in PATH, and those of `LEASEGAP_TEST_KUBECTLS`, paths with colons between. */
export const KUBECTLS: readonly Kubectl[] = [
  'kubectl',
  ...(process.env.LEASEGAP_TEST_KUBECTLS ?? '').split(':').filter((path) => path !== ''),
].flatMap((path): Kubectl[] => {
  const { stdout } = spawnSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' })
  const version = /"gitVersion": "([^"]+)"/.exec(stdout ?? '')?.[1]
  return version === undefined ? [] : [{ path, version }]
})

/** A certificate that signs itself, and its key, in PEM. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** Makes a certificate for the loopback interface. Returns null where openssl is not installed. */
export function makeCertificate(directory: string): Certificate | null {
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')]
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=stand-in', '-days', '2']
  try {
    execFileSync(
      'openssl',
      [...args, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
      { stdio: 'ignore' },
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') }
}
