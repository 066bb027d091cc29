import { CanariesView } from '@/components/canaries/canaries-view'

export const metadata = { title: 'Canaries · Outrider' }

export default function Page() {
  return <CanariesView />
}
