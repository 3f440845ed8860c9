import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import * as DashboardDoor from "@sluice/server/dashboard/DashboardDoor"
import * as Files from "@sluice/server/dashboard/Files"
import { Problem } from "@sluice/client/Problem"
import { Option } from "effect"
import fastify from "fastify"
import { afterAll, describe, expect, it } from "vitest"

const root = `${mkdtempSync(join(tmpdir(), "sluice-dashboard-"))}/`
mkdirSync(join(root, "assets"))
const page = "<!doctype html><title>Sluice</title>"
writeFileSync(join(root, "index.html"), page)
writeFileSync(join(root, "assets", "index-AbC123.js"), "export {}")
writeFileSync(join(root, "secret.env"), "PASSWORD=1")
afterAll(() => rmSync(root, { recursive: true }))

const doorOf = (files: ReadonlyMap<string, Files.File>) => {
  const app = fastify()
  app.setErrorHandler((error, _, reply) =>
    error instanceof Problem ? reply.code(error.status).send({ detail: error.detail }) : reply.code(500).send()
  )
  DashboardDoor.install(app, files)
  return app
}

describe("the dashboard's door", () => {
  const door = doorOf(Files.read(Option.some(root)))

  it("gives the page for every place in it, never kept, under a policy without inline scripts", async () => {
    for (const url of ["/dashboard", "/dashboard/", "/dashboard/holds/7", "/dashboard/messages?recipient=%2B8869"]) {
      const answer = await door.inject(url)
      expect([answer.statusCode, answer.body]).toEqual([200, page])
      expect(answer.headers["cache-control"]).toBe("no-cache")
      const policy = String(answer.headers["content-security-policy"])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toContain("unsafe")
      expect(answer.headers["x-frame-options"]).toBe("DENY")
    }
  })

  it("gives files whose names tell their content for ever, compressed for whoever takes that", async () => {
    const url = "/dashboard/assets/index-AbC123.js"
    const plain = await door.inject(url)
    expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable")
    expect(plain.headers["content-type"]).toBe("text/javascript; charset=utf-8")
    expect(plain.body).toBe("export {}")
    const gzipped = await door.inject({ url, headers: { "accept-encoding": "br, gzip" } })
    expect(gzipped.headers["content-encoding"]).toBe("gzip")
    expect(gunzipSync(gzipped.rawPayload).toString()).toBe("export {}")
  })

  it("TM-12: gives nothing that is not of the build, whatever the path", async () => {
    for (const path of ["secret.env", "assets/no.js", "../package.json", "..%2fpackage.json", "%2e%2e/package.json"]) {
      const { body, statusCode } = await door.inject(`/dashboard/${path}`)
      expect(statusCode).toBe(404)
      expect(body).not.toContain("PASSWORD")
    }
  })

  it("says that it is not built, where it is not", async () => {
    for (const files of [Files.read(Option.none()), Files.read(Option.some(`${root}nowhere/`))]) {
      const answer = await doorOf(files).inject("/dashboard")
      expect(answer.statusCode).toBe(404)
      expect(answer.json()).toEqual({ detail: expect.stringContaining("not built") })
    }
  })
})
