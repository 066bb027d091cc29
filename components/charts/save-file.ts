/** Hands a file to the browser's downloads. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has to begin before its content may go.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** `outrider-requests-2026-11-25T14-30-00Z.csv`; words of ours and a time alone, as names from the mesh are strangers' strings. */
export function fileName(file: string, from: number, ending: 'csv' | 'png', isSimulated: boolean): string {
  const time = new Date(from)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')
  return `outrider-${isSimulated ? 'SIMULATED-' : ''}${file.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${time}.${ending}`
}
