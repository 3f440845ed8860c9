/**
 * Gives the memory of bytes back at once that nobody reads any more; from then on they are empty.
 *
 * Memory of buffers lies outside of the heap: a collection frees it, and what it frees hardly counts in deciding when one is due. Hundreds of bodies
 * that were read and let go would be in memory together until then (SPEC WH-06).
 *
 * A view of a part is left alone: the rest may be somebody else's.
 */
export const free = ({ buffer, byteLength }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !buffer.detached) buffer.transfer(0)
}
