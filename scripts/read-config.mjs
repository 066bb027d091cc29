/** The configuration of this environment and its mesh file, checked before anything is built or started; what is wrong is said with its line, and the process ends. */
export async function readConfig() {
  const { tsImport } = await import('tsx/esm/api')
  const { checkStart } = await tsImport('../lib/check-start.ts', import.meta.url)
  const checked = checkStart(process.env.OUTRIDER_CONFIG ?? null, process.env)
  if (checked.ok) return checked.config
  for (const line of checked.lines) console.error(line)
  process.exit(1)
}
