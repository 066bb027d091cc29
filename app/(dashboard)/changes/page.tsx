import { ChangesView } from '@/components/changes/changes-view'

export const metadata = { title: 'Changes · Outrider' }

export default function Page() {
  return <ChangesView openId={null} />
}
