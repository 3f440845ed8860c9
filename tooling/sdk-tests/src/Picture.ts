/** A PNG of one pixel. */
export const bytes: Uint8Array<ArrayBuffer> = Uint8Array.from(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64"
  )
)

/** The same as a file of a form. */
export const blob = (): Blob => new Blob([bytes], { type: "image/png" })
