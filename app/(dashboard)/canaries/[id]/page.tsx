import { CanaryView } from '@/components/canaries/canary-view'

export const metadata = { title: 'Canary · Outrider' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <CanaryView id={decodeURIComponent(id)} />
}
