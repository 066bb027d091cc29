import { AppFrame } from '@/components/frame/app-frame'
import { NoSuchPage } from '@/components/page/no-such-page'

export const metadata = { title: 'No such page · Outrider' }

/** Every address that is no page: in the frame, so that one can go on from there. */
export default function NotFound() {
  return (
    <AppFrame>
      <NoSuchPage />
    </AppFrame>
  )
}
