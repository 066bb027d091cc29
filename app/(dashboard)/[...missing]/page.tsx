import { notFound } from 'next/navigation'

/** Every address that is no page, inside the frame and with status 404. */
export function generateMetadata(): never {
  notFound()
}

export default function Page(): never {
  notFound()
}
