import type { Certificate } from '@/lib/mesh/proxy'
import { asArray, asNumber, asObject, asText, type JsonObject } from './json'

/** Certificates from `/certs`, which repeats one for every context that uses it: each serial number once, soonest end first. */
export function parseCertificates(page: JsonObject): Certificate[] {
  const bySerial = new Map<string, Certificate>()
  for (const context of asArray(page.certificates)) {
    const { cert_chain, ca_cert } = asObject(context)
    for (const entry of [...asArray(cert_chain), ...asArray(ca_cert)]) {
      const certificate = toCertificate(asObject(entry))
      bySerial.set(`${certificate.serial} ${certificate.path}`, certificate)
    }
  }
  return [...bySerial.values()].sort((a, b) => (a.expiresAt ?? Number.POSITIVE_INFINITY) - (b.expiresAt ?? Number.POSITIVE_INFINITY))
}

function toCertificate(entry: JsonObject): Certificate {
  const days = asNumber(entry.days_until_expiration, Number.NaN)
  const expiresAt = Date.parse(asText(entry.expiration_time))
  return {
    path: asText(entry.path),
    serial: asText(entry.serial_number),
    subjectAltNames: asArray(entry.subject_alt_names).flatMap((name) => Object.values(asObject(name)).map(asText)),
    daysUntilExpiration: Number.isNaN(days) ? null : days,
    expiresAt: Number.isNaN(expiresAt) ? null : expiresAt,
  }
}
