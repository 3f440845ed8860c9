import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as Dockerfile from "../../src/image/Dockerfile.ts"
import { root } from "../../src/Workspace.ts"

const text = `ARG IMAGE=node:24
FROM \${IMAGE} AS build
WORKDIR /build
ENV CI=true LEVEL=2
COPY lock.yaml space.yaml ./
RUN one \\
  && two
FROM \${IMAGE} AS one
USER 1000
COPY --from=build /build/out ./
HEALTHCHECK --interval=10s CMD ["node", "--eval", "a b"]
ENTRYPOINT ["node"]
CMD ["main.js"]
FROM one AS other
HEALTHCHECK NONE
`

describe("Dockerfile", () => {
  it("reads the lines that make files, and those that say how they are run", () => {
    expect(Dockerfile.stages(text)).toEqual([
      {
        name: "build",
        from: "${IMAGE}",
        steps: [
          { _tag: "Workdir", path: "/build" },
          { _tag: "Env", variables: { CI: "true", LEVEL: "2" } },
          { _tag: "Copy", from: null, sources: ["lock.yaml", "space.yaml"], target: "./" },
          { _tag: "Run", command: expect.stringMatching(/^one\s+&& two$/) }
        ]
      },
      {
        name: "one",
        from: "${IMAGE}",
        steps: [
          { _tag: "Copy", from: "build", sources: ["/build/out"], target: "./" },
          { _tag: "HealthCheck", words: ["node", "--eval", "a b"] },
          { _tag: "Entrypoint", words: ["node"] },
          { _tag: "Cmd", words: ["main.js"] }
        ]
      },
      { name: "other", from: "one", steps: [{ _tag: "HealthCheck", words: null }] }
    ])
  })

  it("understands every line of the one that is shipped", () => {
    const names = Dockerfile.stages(readFileSync(`${root}deploy/Dockerfile`, "utf8")).map(({ name }) => name)
    expect(names).toEqual(["build", "runtime", "server", "worker", "cli"])
  })

  it.each([
    ["an instruction that is not known", "FROM a AS b\nVOLUME /data"],
    ["a program that a shell would start", "FROM a AS b\nCMD node main.js"],
    ["a flag of COPY that is not followed", "FROM a AS b\nCOPY --chown=1:1 . ."],
    ["a flag of RUN", "FROM a AS b\nRUN --mount=type=cache,target=/store true"],
    ["a value in quotes", 'FROM a AS b\nENV ONE="two three"'],
    ["a stage that has no name", "FROM a"],
    ["a line before the first stage", "RUN true\nFROM a AS b"]
  ])("refuses %s: what is not understood would go untried", (_, broken) => {
    expect(() => Dockerfile.stages(broken)).toThrow(Dockerfile.NotUnderstood)
  })
})
