import type { PutSettingsInput } from '@/lib/api/contracts/settings'
import { AppError } from '@/lib/errors'
import type { Settings, StoredSettings } from '@/lib/mesh/settings'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { noMesh } from '../policies/read-desired'

/** Replaces the settings by compare-and-swap. They judge what starts from now on; what runs is not touched. */
export async function putSettings(ctx: Ctx, { settings, reason, baseRevision }: PutSettingsInput): Promise<StoredSettings> {
  return ctx.store.steer.transaction(async (tx) => {
    const before = await tx.settings.get()
    if (before.revision !== baseRevision)
      throw new AppError(
        'conflict',
        `the settings are at revision ${before.revision} now, this edit is based on ${baseRevision}; read them again and edit those`,
        before,
      )
    await checkNames(tx, settings)
    const revision = (await tx.settings.replace(settings, baseRevision)) ?? baseRevision
    await tx.audit.append({
      at: ctx.now(),
      actor: ctx.actor,
      address: ctx.address,
      action: 'settings:put',
      subject: 'settings',
      reason,
      before: before.settings,
      after: settings,
      outcome: `revision ${revision}`,
    })
    return { settings, revision }
  })
}

/** A rule about a service that does not exist would look like protection and be none. */
async function checkNames(tx: Pick<SteerTx, 'mesh'>, { faults }: Settings): Promise<void> {
  const mesh = (await tx.mesh.get())?.document ?? noMesh
  const named = [
    ...faults.protectedServices.map((name, index) => ({ name, path: `settings.faults.protectedServices[${index}]` })),
    ...faults.caps.map(({ service: name }, index) => ({ name, path: `settings.faults.caps[${index}].service` })),
  ]
  for (const { name, path } of named) {
    const isKnown = name.endsWith('/*')
      ? mesh.services.some((service) => service.name.startsWith(name.slice(0, -1)))
      : mesh.services.some((service) => service.name === name)
    if (!isKnown) throw new AppError('rejected', `${path}: the mesh has no service ${name}; use a declared one`)
  }
  const twice = faults.caps.find(({ service }, index) => faults.caps.findIndex((cap) => cap.service === service) !== index)
  if (twice) throw new AppError('rejected', `settings.faults.caps: ${twice.service} is named twice; give it one cap`)
}
