import { weightIn } from '../rule-traffic'
import type { VersionState, Warn } from './warning-input'

/** Requests, or copies of them, for a version that has nobody to take them. */
export const warnInstances: Warn = ({ after, versions }) =>
  versions
    .filter((version) => version.healthy === 0)
    .flatMap((version) => {
      const missing = version.instances === 0 ? 'no instance' : 'no healthy instance'
      if (after.rules.some((rule) => weightIn(rule, version.name) > 0))
        return [
          {
            rule: 'no_healthy_instance',
            message: `${version.name} has ${missing}: its share of the requests will fail`,
            fix: fixFor(version),
          },
        ]
      if (after.rules.some((rule) => rule.mirror?.version === version.name && rule.mirror.percent > 0))
        return [
          { rule: 'no_healthy_instance', message: `${version.name} has ${missing}: copies mirrored to it are lost`, fix: fixFor(version) },
        ]
      return []
    })

const fixFor = (version: VersionState): string => `Start an instance of ${version.name} first, or keep it at 0 %`
