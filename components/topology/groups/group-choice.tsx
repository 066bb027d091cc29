'use client'
import { ChevronDown, Group } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import type { TopologyResponse } from '@/lib/api/topology'
import type { TopologyParams } from '../use-topology-params'

type Props = { params: TopologyParams; topology: TopologyResponse }

const words = { namespace: 'namespace', team: 'team label', version: 'version', none: 'none' }
const options = [
  { value: 'auto', label: 'Automatic', hint: 'namespaces above 150 nodes' },
  { value: 'namespace', label: 'Namespace', hint: '' },
  { value: 'team', label: 'Team label', hint: '' },
  { value: 'version', label: 'Version', hint: 'versions by service, instances by version' },
  { value: 'none', label: 'None', hint: '' },
] as const

/** By what nodes are taken together, and all open or all closed. */
export function GroupChoice({ params, topology }: Props) {
  const groups = topology.groups ?? []
  const by = topology.grouping?.by ?? 'none'
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Group size={14} aria-hidden />} aria-label={`Group: ${words[by]}`}>
          {by !== 'none' && `Group: ${words[by]}`}
          <ChevronDown size={14} aria-hidden className="text-faint" />
        </Button>
      }
      items={[
        { kind: 'title', label: 'Group nodes by' },
        ...options.map(({ value, label, hint }) => ({
          kind: 'check' as const,
          label,
          hint,
          closes: true,
          checked: params.group === value,
          onChange: () => void params.set({ group: value, open: null, selected: null }, { history: 'push' }),
        })),
        ...(groups.length === 0
          ? []
          : [
              { kind: 'line' as const },
              { label: 'Open all groups', onSelect: () => void params.set({ open: groups.map(({ id }) => id) }, { history: 'push' }) },
              { label: 'Close all groups', onSelect: () => void params.set({ open: null }, { history: 'push' }) },
            ]),
      ]}
    />
  )
}
