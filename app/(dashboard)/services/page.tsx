import { ServicesView } from '@/components/services/services-view'

export const metadata = { title: 'Services · Outrider' }

export default function Page() {
  return <ServicesView />
}
