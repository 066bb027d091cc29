'use client'
import { Route } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { displayName } from '@/lib/mesh/display-name'
import { useTopologyParams } from '../use-topology-params'
import { PanelSection } from './panel-section'

/** Every way from one node to another, marked by Find: `from(a) to(b)`. The start is kept while the end is looked for. */
export function PathPart({ id }: { id: string }) {
  const { find, set } = useTopologyParams()
  const start = /^from\(([^()]+)\)/.exec(find.trim())?.[1] ?? null
  const mark = (text: string) => void set({ find: text }, { history: 'push' })
  return (
    <PanelSection title="Ways through the mesh" note="marked by Find">
      <div className="flex flex-wrap gap-2">
        {start !== null && start !== id ? (
          <Button icon={<Route size={14} aria-hidden />} onClick={() => mark(`from(${start}) to(${id})`)}>
            From {displayName(start, 24)} to here
          </Button>
        ) : (
          <Button icon={<Route size={14} aria-hidden />} onClick={() => mark(`from(${id})`)}>
            From here
          </Button>
        )}
        <Button onClick={() => mark(`to(${id})`)}>To here</Button>
      </div>
    </PanelSection>
  )
}
