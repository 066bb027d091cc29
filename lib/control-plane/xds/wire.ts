/** Protobuf's wire format, as much of it as frames need. Source: protobuf.dev, "Encoding". */

const lengthDelimited = 2

/** A field of wire type 2: tag, length, bytes. */
export function bytesField(fieldNumber: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([fieldHead(fieldNumber, bytes.length), bytes])
}

/** What stands before `size` bytes of a field of wire type 2. */
export const fieldHead = (fieldNumber: number, size: number): Buffer =>
  Buffer.concat([varint(fieldNumber * 8 + lengthDelimited), varint(size)])

/** Empty for an empty text, which is the default and not written. */
export const textField = (fieldNumber: number, text: string): Buffer =>
  text === '' ? Buffer.alloc(0) : bytesField(fieldNumber, Buffer.from(text))

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}

/** Walks a message's top-level fields. `onField` gets the number, the payload of a length-delimited field (else null) and the field's span. Throws on cut-off input. */
export function readFields(
  message: Buffer,
  onField: (fieldNumber: number, payload: Buffer | null, start: number, end: number) => void,
): void {
  let at = 0
  const readVarint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 0x80) {
      const byte = message[at++]
      if (byte === undefined) throw new RangeError('a message is cut off')
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const start = at
    const tag = readVarint()
    const wireType = tag % 8
    if (wireType === lengthDelimited) {
      const size = readVarint()
      at += size
      if (at > message.length) throw new RangeError('a message is cut off')
      onField(Math.floor(tag / 8), message.subarray(at - size, at), start, at)
    } else {
      if (wireType === 0) readVarint()
      else if (wireType === 1) at += 8
      else if (wireType === 5) at += 4
      else throw new RangeError(`wire type ${wireType} is not one a message can hold`)
      onField(Math.floor(tag / 8), null, start, at)
    }
  }
}
