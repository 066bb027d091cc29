import { ProxiesView } from '@/components/proxies/proxies-view'

export const metadata = { title: 'Proxies · Outrider' }

export default function Page() {
  return <ProxiesView />
}
