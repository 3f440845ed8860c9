import { Encoding, Schema } from "effect"

/** Name of a blob: SHA-256 in lowercase hexadecimal digits, of its content or of what else the blob is known by. */
export const BlobId = Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/), Schema.brand("BlobId"))
export type BlobId = typeof BlobId.Type

/**
 * The name by a SHA-256; another length is a defect.
 *
 * @param digest 32 bytes.
 */
export const of = (digest: Uint8Array): BlobId => BlobId.make(Encoding.encodeHex(digest))
