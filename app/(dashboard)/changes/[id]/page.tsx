import { ChangesView } from '@/components/changes/changes-view'

export const metadata = { title: 'Change · Outrider' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <ChangesView openId={decodeURIComponent(id)} />
}
