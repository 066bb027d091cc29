import { FaultsView } from '@/components/faults/faults-view'

export const metadata = { title: 'Faults · Outrider' }

export default function Page() {
  return <FaultsView />
}
