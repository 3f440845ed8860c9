import { describe, expect, it } from "vitest"
import * as Command from "../src/Command.ts"

describe("what a program that is run outside of the workspace inherits", () => {
  it("how a registry is reached: settings, proxies, and whose certificates are believed", () => {
    const network = {
      npm_config_registry: "https://registry.example",
      npm_config_cafile: "/etc/example.pem",
      HTTPS_PROXY: "http://proxy.example:3128",
      no_proxy: "127.0.0.1",
      NODE_EXTRA_CA_CERTS: "/etc/example.pem",
      SSL_CERT_FILE: "/etc/example.pem"
    }
    expect(Command.inherited(network)).toEqual(network)
  })

  it("nothing of the workspace that runs it, and no secret", () => {
    const workspace = {
      npm_config_user_agent: "pnpm",
      npm_package_name: "sluice",
      NODE_OPTIONS: "--conditions=@sluice/source",
      NODE_AUTH_TOKEN: "secret",
      DATABASE_URL: "postgres://somebody@db.example/sluice"
    }
    expect(Command.inherited({ ...workspace, PATH: "/bin" })).toEqual({ PATH: "/bin" })
  })

  it("so the program sees it", async () => {
    const shown = await Command.run(process.execPath, ["-p", "Object.keys(process.env).join()"], { cwd: "." })
    expect(shown).toContain("PATH")
    expect(shown).not.toContain("npm_lifecycle_event")
  })
})
