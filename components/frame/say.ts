import type { ExternalToast } from 'sonner'

const load = () => import('sonner')

/** What was done or not done, in the corner. The part that shows it is loaded when there is first something to say. */
export const say = {
  done: (text: string, options?: ExternalToast): void => void load().then(({ toast }) => toast(text, options)),
  failed: (text: string, options?: ExternalToast): void => void load().then(({ toast }) => toast.error(text, options)),
}
