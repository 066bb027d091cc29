import { type Config, checkConfig, configProblemText } from '@/lib/config'
import { readMeshFile } from '@/lib/mesh-file'

export type StartCheck = { ok: true; config: Config } | { ok: false; lines: string[] }

/** Everything that can be known to be wrong before anything starts: the configuration and the mesh file it names, each problem as one line with file and line. */
export function checkStart(path: string | null, env: Record<string, string | undefined>): StartCheck {
  const checked = checkConfig(path, env)
  if (!checked.ok) return { ok: false, lines: checked.problems.map((problem) => configProblemText(path, problem)) }
  const { mesh } = checked.config
  const parsed = mesh === null ? null : readMeshFile(mesh)
  if (parsed && !parsed.ok) return { ok: false, lines: parsed.problems.map((problem) => configProblemText(mesh, problem)) }
  return { ok: true, config: checked.config }
}
