/** Whole numbers 0..2^53 as 7 bits a byte, lowest first, in a buffer that grows. */
export class VarintWriter {
  private bytes = new Uint8Array(4096)
  size = 0

  put(value: number): void {
    if (this.size + 8 > this.bytes.length) this.grow()
    let rest = value
    while (rest >= 128) {
      this.bytes[this.size++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.size++] = rest
  }

  /** Appends what another writer holds. */
  putAll(other: VarintWriter): void {
    while (this.size + other.size > this.bytes.length) this.grow()
    this.bytes.set(other.bytes.subarray(0, other.size), this.size)
    this.size += other.size
  }

  clear(): void {
    this.size = 0
  }

  /** A copy of what was written. */
  take(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.size))
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

/** Reads what VarintWriter wrote; past the end it answers 0. */
export class VarintReader {
  pos = 0
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  next(): number {
    const { bytes } = this
    let byte = bytes[this.pos++] ?? 0
    if (byte < 128) return byte
    let value = byte & 127
    let scale = 128
    do {
      byte = bytes[this.pos++] ?? 0
      value += (byte & 127) * scale
      scale *= 128
    } while (byte >= 128)
    return value
  }

  get isDone(): boolean {
    return this.pos >= this.bytes.length
  }
}
