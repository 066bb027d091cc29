import { FaultView } from '@/components/faults/fault-view'

export const metadata = { title: 'Fault · Outrider' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <FaultView id={decodeURIComponent(id)} />
}
