import { SettingsView } from '@/components/settings/settings-view'

export const metadata = { title: 'Settings · Outrider' }

export default function Page() {
  return <SettingsView />
}
