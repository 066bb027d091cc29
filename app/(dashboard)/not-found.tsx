import { NoSuchPage } from '@/components/page/no-such-page'

export const metadata = { title: 'No such page · Outrider' }

export default function NotFound() {
  return <NoSuchPage />
}
