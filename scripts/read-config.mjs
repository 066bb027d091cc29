/** The configuration of this environment, checked before anything is built or started; what is wrong is said with its line, and the process ends. */
export async function readConfig() {
  const { tsImport } = await import('tsx/esm/api')
  const { checkConfig, configProblemText } = await tsImport('../lib/config.ts', import.meta.url)
  const path = process.env.OUTRIDER_CONFIG ?? null
  const checked = checkConfig(path, process.env)
  if (checked.ok) return checked.config
  for (const problem of checked.problems) console.error(configProblemText(path, problem))
  process.exit(1)
}
