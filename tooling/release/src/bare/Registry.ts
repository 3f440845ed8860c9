import { createHash } from "node:crypto"
import { createServer } from "node:http"
import * as Tarballs from "../Tarballs.ts"

/** A registry on this machine that hands out packed packages, and nothing else. */
export interface Registry {
  readonly url: string
  readonly close: () => Promise<void>
}

/** What a registry says of a package: its manifest, and where its tarball is, with digests. */
interface Document {
  readonly name: string
  readonly "dist-tags": { readonly latest: string }
  readonly versions: Readonly<Record<string, object>>
}

interface Held {
  readonly file: string
  readonly bytes: Uint8Array
  readonly document: Document
}

const digest = (algorithm: string, bytes: Uint8Array, encoding: "base64" | "hex"): string =>
  createHash(algorithm).update(bytes).digest(encoding)

const hold = async (tarball: Tarballs.Tarball, url: string): Promise<Held> => {
  const bytes = await Tarballs.bytes(tarball)
  const { name, version } = tarball
  const file = `/${name}/-/${version}.tgz`
  const dist = {
    tarball: `${url}${file.slice(1)}`,
    integrity: `sha512-${digest("sha512", bytes, "base64")}`,
    shasum: digest("sha1", bytes, "hex")
  }
  const manifest = await Tarballs.manifest(tarball)
  return {
    file,
    bytes,
    document: { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } }
  }
}

/** Serves the tarballs on a free port of this machine: what is not among them is answered with 404. */
export const serve = async (tarballs: ReadonlyArray<Tarballs.Tarball>): Promise<Registry> => {
  const held: Array<Held> = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/")
    const found = held.find(({ document, file }) => path === file || path === `/${document.name}`)
    if (found === undefined) return response.writeHead(404, { "content-type": "application/json" }).end("{}")
    if (path === found.file)
      return response.writeHead(200, { "content-type": "application/octet-stream" }).end(found.bytes)
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found.document))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`
  held.push(...(await Promise.all(tarballs.map((tarball) => hold(tarball, url)))))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url, close }
}
