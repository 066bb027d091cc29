import { TopologyView } from '@/components/topology/topology-view'

export const metadata = { title: 'Topology · Outrider' }

export default function TopologyPage() {
  return <TopologyView />
}
