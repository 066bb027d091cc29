import type { StartSelfTestInput } from '@/lib/api/contracts/self-tests'
import { type SelfTest, type SelfTestArms, startSelfTest as startRun } from '@/lib/canary/self-test'
import { AppError } from '@/lib/errors'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { StoredPolicy } from '@/lib/mesh/policy'
import type { Ctx } from '../ctx'
import { findService } from '../policies/find-service'

/** Stores it; the runtime runs it from then on. It holds no lock and moves nothing, so it may run beside anything. */
export const startSelfTest = (ctx: Ctx, input: StartSelfTestInput): Promise<SelfTest> =>
  ctx.store.steer.transaction(async (tx) => {
    const { service, versions, reason } = input
    const { spec } = await findService(tx, service)
    const arms = versions ? checkVersions(spec, versions) : pickInstances(spec, await tx.policies.get(service))
    const same = (await tx.selfTests.list()).find(
      (test) => test.stopped === null && test.service === service && JSON.stringify(test.arms) === JSON.stringify(arms),
    )
    if (same) throw new AppError('conflict', `${same.actor} runs this A/A test already: ${same.id}`)
    const startedAt = ctx.now()
    const test = startRun({ id: ctx.newId(), service, arms, actor: ctx.actor, reason, startedAt })
    await tx.selfTests.put(test)
    const outcome = arms.kind === 'versions' ? `${service}: ${arms.first} and ${arms.second}` : `${service}: instances of ${arms.version}`
    const [action, after] = ['self-test:start', arms]
    await tx.audit.append({ at: startedAt, actor: ctx.actor, address: ctx.address, action, subject: test.id, reason, after, outcome })
    return test
  })

function checkVersions(spec: ServiceSpec, [first, second]: [string, string]): SelfTestArms {
  const names = spec.versions.map(({ name }) => name)
  for (const name of [first, second])
    if (!names.includes(name)) throw new AppError('rejected', `${spec.name} has no version ${name}; its versions are ${names.join(', ')}`)
  if (first === second)
    throw new AppError('rejected', `both versions are ${first}: leave versions out to compare two halves of its instances`)
  return { kind: 'versions', first, second }
}

/** The version with the most weight; without any, the first. */
function pickInstances(spec: ServiceSpec, stored: StoredPolicy | null): SelfTestArms {
  const backends = [...(stored?.policy.rules.at(-1)?.backends ?? [])].sort((a, b) => b.weight - a.weight)
  const version = backends[0]?.version ?? spec.versions[0]?.name
  if (version === undefined) throw new AppError('rejected', `${spec.name} has no version`)
  return { kind: 'instances', version }
}
