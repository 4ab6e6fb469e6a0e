/** Formats in which sources may be stored. Each is recognised by its first bytes, whatever the file is called. */
export const containers: readonly { readonly name: string; readonly title: string }[] = [
  { name: 'gzip', title: 'compressed with gzip' },
  { name: 'zstd', title: 'compressed with Zstandard' },
  { name: 'xz', title: 'compressed with xz' },
  { name: 'bzip2', title: 'compressed with bzip2' },
  { name: 'tar', title: 'tar archives, member by member' },
  { name: 'zip', title: 'zip archives, member by member' },
  { name: 'journal', title: 'binary journals of systemd, through journalctl' },
]
