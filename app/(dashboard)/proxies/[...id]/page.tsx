import { ProxyView } from '@/components/proxies/proxy-view'

export const metadata = { title: 'Proxy · Outrider' }

export default async function Page({ params }: { params: Promise<{ id: string[] }> }) {
  const { id } = await params
  return <ProxyView id={id.map(decodeURIComponent).join('/')} />
}
