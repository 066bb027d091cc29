import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@/lib/errors'
import { folderProblemText, listMeshFolder, type MeshFolder, readMeshFolder } from '@/lib/mesh-folder'
import type { Ctx } from '@/lib/operations/ctx'
import { applyDocuments } from '@/lib/operations/mesh/apply-documents'
import { diffPolicy } from '@/lib/routing/diff-policy'
import type { Log } from './runtime-context'

const mostTold = 3
const appliedKey = 'policyFolder'
type Read = Extract<MeshFolder, { ok: true }>
/** Hash of the text that was applied last, by file. */
type Applied = Readonly<Record<string, string>>

/**
 * A folder as the source of truth: files that changed since they were applied last are applied in one transaction, all or nothing; what is wrong with it, or differs
 * from it in the store (a promoted canary, an edit that a proxy refused), is told in words and stays. It is read again only when some file's time or size has moved.
 */
export class PolicyFolder {
  private stamp: string | null = null
  private read: Read | null = null
  private refusal: string | null = null
  private difference: string | null = null
  /** The problem as the log has it. */
  private told: string | null = null
  private readonly ctx: Ctx
  private readonly folder: string
  private readonly log: Pick<Log, 'info' | 'warn'>

  constructor(ctx: Ctx, folder: string, log: Pick<Log, 'info' | 'warn'>) {
    this.ctx = { ...ctx, actor: 'policy folder', policyFolder: null }
    this.folder = folder
    this.log = log
  }

  /** Why the mesh is not what the folder says; null when it is. */
  problem(): string | null {
    return this.refusal ?? this.difference
  }

  async round(): Promise<void> {
    const stamp = this.stampOf()
    if (stamp !== this.stamp && (await this.take())) this.stamp = stamp
    this.difference = this.read ? await this.differs(this.read) : null
    this.tell()
  }

  private tell(): void {
    const { folder, log } = this
    const problem = this.problem()
    if (problem === this.told) return
    this.told = problem
    if (problem === null) log.info({ folder }, `${folder}: the mesh is what it says again`)
    else log.warn({ folder }, problem)
  }

  private stampOf(): string {
    try {
      return listMeshFolder(this.folder)
        .map((file) => {
          const { mtimeMs, size } = statSync(join(this.folder, file))
          return `${file} ${mtimeMs} ${size}`
        })
        .join('\n')
    } catch (error) {
      return String(error)
    }
  }

  /** Whether all is said of what the files are now; else it is tried again, as a store in trouble or a canary's write does not last. */
  private async take(): Promise<boolean> {
    const read = readMeshFolder(this.folder)
    if (!read.ok) {
      this.read = null
      this.refusal = `${this.folder}: ${listed(read.problems.map(folderProblemText))}. The last good state stands`
      return true
    }
    this.read = read
    try {
      await this.apply(read)
      this.refusal = null
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.refusal = `${this.folder} was not applied: ${error.message}`
      return error.code === 'invalid' || error.code === 'rejected'
    }
  }

  private async apply({ mesh, policies }: Read): Promise<void> {
    const { steer } = this.ctx.store
    const last = asApplied(await steer.values.get(appliedKey))
    const present = toApplied(policies)
    const stored = await steer.mesh.get()
    const isSame = mesh === null || JSON.stringify(mesh) === JSON.stringify(stored?.document)
    const revisions = new Map((await steer.policies.list()).map(({ policy, revision }) => [policy.service, revision]))
    const edited = policies.filter(({ file, policy }) => present[file] !== last[file] || !revisions.has(policy.service))
    if (!isSame || edited.length > 0)
      await applyDocuments(this.ctx, {
        mesh: isSame ? undefined : { document: mesh, baseRevision: stored?.revision ?? 0 },
        policies: edited.map(({ policy }) => ({ policy, baseRevision: revisions.get(policy.service) ?? 0 })),
        reason: 'the policy folder changed',
        dryRun: false,
      })
    if (JSON.stringify(present) !== JSON.stringify(last)) await steer.values.put(appliedKey, JSON.stringify(present))
  }

  /** A refused edit that was taken back, or a promoted canary, leaves the store ahead of the folder. */
  private async differs({ policies }: Read): Promise<string | null> {
    const stored = new Map((await this.ctx.store.steer.policies.list()).map(({ policy }) => [policy.service, policy]))
    const others = policies.filter(({ policy }) => {
      const present = stored.get(policy.service)
      return present !== undefined && diffPolicy(present, policy).some((line) => line.kind !== 'same')
    })
    if (others.length === 0) return null
    return `${this.folder} and the mesh differ in ${listed(others.map(({ file }) => file))}: commit what runs, or edit the file again`
  }
}

const toApplied = (policies: Read['policies']): Applied =>
  Object.fromEntries(policies.map(({ file, text }) => [file, createHash('sha256').update(text).digest('hex')]))

function asApplied(value: string | null): Applied {
  // Written by apply() alone.
  return value === null ? {} : (JSON.parse(value) as Applied)
}

function listed(texts: readonly string[]): string {
  const rest = texts.length > mostTold ? ` and ${texts.length - mostTold} more` : ''
  return `${texts.slice(0, mostTold).join('; ')}${rest}`
}
