import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/**
 * One suite for the whole workspace, run against the sources (condition `@sluice/source`).
 * `unit` needs nothing but the machine's CPU; `store` starts one PostgreSQL (or uses DATABASE_URL);
 * `process` starts the built server, worker and simulator as real processes, one file at a time.
 */
const conditions = ["@sluice/source", "node", "import", "module", "default"]

const project = (name: string, include: ReadonlyArray<string>, exclude: ReadonlyArray<string> = []) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Legacy decorators are the server's alone (Nest); esbuild reads the same switch as the compiler.
  esbuild: { target: "es2023", tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } },
  test: {
    name,
    include: [...include],
    exclude: ["**/node_modules/**", "**/dist/**", ...exclude],
    // One PostgreSQL a run, for the projects that need it.
    globalSetup: name === "unit" ? [] : ["./tooling/services/src/vitest/globalSetup.ts"],
    testTimeout: name === "process" ? 120_000 : 30_000,
    hookTimeout: 60_000,
    pool: "forks" as const,
    // Unit tests share a process: they hold nothing but their own values, and a process a file costs more than the tests in it.
    // Left to itself the runner keeps a core free, which on a machine of two leaves one.
    poolOptions: {
      forks: {
        singleFork: name === "process",
        isolate: name !== "unit",
        maxForks: Math.max(2, availableParallelism() - 1)
      }
    }
  }
})

export default defineConfig({
  test: {
    reporters: ["default", "./tooling/lint/src/plainReporter.ts"],
    projects: [
      project(
        "unit",
        ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "tooling/*/test/**/*.test.ts"],
        ["**/*.store.test.ts", "**/*.process.test.ts"]
      ),
      project("store", ["{packages,apps,tooling}/*/test/**/*.store.test.ts"]),
      project("process", ["{packages,apps,tooling}/*/test/**/*.process.test.ts"])
    ]
  }
})
