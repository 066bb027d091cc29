'use client'
import { useState } from 'react'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import { Tabs } from '@/components/ui/tabs'
import type { PlanResponse } from '@/lib/api/policies'
import { displayName } from '@/lib/mesh/display-name'
import { PlanDiff } from './plan-diff'

type TabName = 'policy' | 'resources' | 'proxies'

/** What a plan would change, three ways: the document, the resources, the proxies that receive them. */
export function PlanTabs({ plan }: { plan: PlanResponse }) {
  const [tab, setTab] = useState<TabName>('policy')
  const added = plan.diff.filter((line) => line.kind === 'added').length
  const removed = plan.diff.filter((line) => line.kind === 'removed').length
  return (
    <Tabs
      label="The plan in detail"
      value={tab}
      onChange={setTab}
      tabs={[
        {
          value: 'policy',
          label: 'Policy',
          count: `+${added} −${removed}`,
          content: (
            <div className="pt-3">
              <PlanDiff diff={plan.diff} />
            </div>
          ),
        },
        { value: 'resources', label: 'Resources', count: plan.resources.length, content: <Resources plan={plan} /> },
        { value: 'proxies', label: 'Proxies', count: plan.proxies.length, content: <Proxies plan={plan} /> },
      ]}
    />
  )
}

function Resources({ plan }: { plan: PlanResponse }) {
  if (plan.resources.length === 0) return <p className="pt-3 text-13 text-muted">No resource changes: nothing would be sent.</p>
  return (
    <Table label="Resources that change" size="panel" className="mt-2">
      <thead>
        <tr>
          <TableHead>type</TableHead>
          <TableHead>name</TableHead>
          <TableHead>change</TableHead>
          <TableHead numeric>proxies</TableHead>
        </tr>
      </thead>
      <tbody>
        {plan.resources.map((resource) => (
          <TableRow key={`${resource.type} ${resource.name}`}>
            <TableCell>{resource.type}</TableCell>
            <TableCell className="font-mono">{displayName(resource.name)}</TableCell>
            <TableCell>{resource.change}</TableCell>
            <TableCell numeric>{resource.proxies}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}

function Proxies({ plan }: { plan: PlanResponse }) {
  if (plan.proxies.length === 0)
    return <p className="pt-3 text-13 text-muted">No connected proxy uses this policy; it would be stored and wait.</p>
  return (
    <Table label="Proxies that receive it" size="panel" className="mt-2">
      <thead>
        <tr>
          <TableHead>proxy</TableHead>
          <TableHead>service</TableHead>
          <TableHead>why</TableHead>
        </tr>
      </thead>
      <tbody>
        {plan.proxies.slice(0, 200).map((proxy) => (
          <TableRow key={proxy.id}>
            <TableCell className="font-mono">{displayName(proxy.id)}</TableCell>
            <TableCell>{displayName(proxy.service)}</TableCell>
            <TableCell className="text-muted">{displayName(proxy.why, 80)}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}
