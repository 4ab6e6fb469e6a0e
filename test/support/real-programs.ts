/** Real programs in place of stand-ins: a journal that systemd wrote, and an sshd on the loopback interface. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'

const JOURNAL_REMOTE = '/lib/systemd/systemd-journal-remote'
const SSHD = '/usr/sbin/sshd'

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** Whether a journal can be written and read. */
export const hasJournal: boolean = existsSync(JOURNAL_REMOTE) && isInstalled('journalctl')

/** Whether an sshd can run: its directory belongs to the system. */
export const hasSshd: boolean =
  existsSync(SSHD) &&
  isInstalled('ssh') &&
  isInstalled('ssh-keygen') &&
  (existsSync('/run/sshd') || process.getuid?.() === 0)

/** Whether GNU parallel is installed: another program of this name takes other arguments. */
export const hasGnuParallel: boolean =
  spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU parallel') ?? false

/** Writes a journal file from what journalctl exported. Returns a journalctl that reads it, as a line of a shell. */
export function writeJournal(directory: string, exported: string): string {
  const journals = join(directory, 'journals')
  mkdirSync(journals)
  writeFileSync(join(directory, 'in.export'), exported)
  execFileSync(JOURNAL_REMOTE, ['-o', join(journals, 'system.journal'), join(directory, 'in.export')], {
    stdio: 'ignore',
  })
  return `exec /usr/bin/journalctl '--directory=${journals}' "$@"`
}

export interface SshServer {
  /** The shell command of an ssh that reaches the server as \`worker-1\`. */
  readonly client: string
  close(): Promise<void>
}

/** Starts an sshd whose users find programs only in `path`, besides those of the system. */
export async function sshServer(directory: string, path: string): Promise<SshServer> {
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  const file = (name: string): string => join(directory, name)
  for (const name of ['host-key', 'user-key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)])
  execFileSync('cp', [file('user-key.pub'), file('authorized')])
  chmodSync(file('authorized'), 0o600)
  writeFileSync(
    file('sshd.conf'),
    [
      ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${file('host-key')}`, 'UsePAM no'],
      ...[`AuthorizedKeysFile ${file('authorized')}`, 'StrictModes no', 'PermitRootLogin yes'],
      ...[`PidFile ${file('sshd.pid')}`, `SetEnv PATH=${path}:/usr/bin:/bin`, ''],
    ].join('\n'),
  )
  writeFileSync(
    file('ssh.conf'),
    [
      ...['Host worker-1', 'HostName 127.0.0.1', `Port ${port}`, `User ${userInfo().username}`],
      ...[`IdentityFile ${file('user-key')}`, 'IdentitiesOnly yes', 'IdentityAgent none'],
      ...[`UserKnownHostsFile ${file('known')}`, 'StrictHostKeyChecking accept-new', ''],
    ].join('\n'),
  )
  const server = spawn(SSHD, ['-D', '-e', '-f', file('sshd.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  await listens(server)
  return {
    client: `exec /usr/bin/ssh -F '${file('ssh.conf')}' "$@"`,
    close: () =>
      new Promise((resolve) => {
        server.once('exit', () => resolve())
        server.kill()
      }),
  }
}

/** Resolves when the server says that it listens. Rejects with what it printed if it ends. */
function listens(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = ''
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      if (printed.includes('Server listening on')) resolve()
    })
    server.once('exit', () => reject(new Error(`sshd ended: ${printed}`)))
  })
}

/** Returns a port of the loopback interface that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
