import { ServiceView } from '@/components/services/service-view'

export const metadata = { title: 'Service · Outrider' }

export default async function Page({ params }: { params: Promise<{ ns: string; name: string }> }) {
  const { ns, name } = await params
  return <ServiceView name={`${decodeURIComponent(ns)}/${decodeURIComponent(name)}`} />
}
