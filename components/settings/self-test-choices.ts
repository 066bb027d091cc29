import type { SelfTestSpecWire, SelfTestWire } from '@/lib/api/self-tests'
import { displayName } from '@/lib/mesh/display-name'

type Choice = { value: string; label: string; spec: Omit<SelfTestSpecWire, 'reason'> }

type Version = { name: string; weightPercent: number | null; instances: number }

/** Halves of the instances of every service that has two of its heaviest version, and each pair of neighbouring versions, which a person has to know to be equal. */
export const toSelfTestChoices = (services: readonly { name: string; versions: readonly Version[] }[]): Choice[] =>
  services.flatMap(({ name, versions }) => {
    const names = versions.map((version) => version.name)
    const halves = { value: name, label: `${displayName(name, 60)}: two halves of its instances`, spec: { service: name } }
    const pairs = names.slice(1).map((second, index): Choice => {
      const first = names[index] ?? second
      const label = `${displayName(name, 60)}: ${displayName(first, 20)} and ${displayName(second, 20)}, where they are equal`
      return { value: `${name}|${first}|${second}`, label, spec: { service: name, versions: [first, second] } }
    })
    const [heaviest] = [...versions].sort((a, b) => (b.weightPercent ?? 0) - (a.weightPercent ?? 0))
    return heaviest && heaviest.instances > 1 ? [halves, ...pairs] : pairs
  })

export const selfTestTitle = ({ service, arms }: Pick<SelfTestWire, 'service' | 'arms'>): string =>
  arms.kind === 'versions' ? `${service} ${arms.first} and ${arms.second}` : `${service} ${arms.version}, halves of its instances`
