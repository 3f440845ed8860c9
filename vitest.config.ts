import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/**
 * One suite for the whole workspace, run against the sources (condition `@sluice/source`).
 * `unit` needs nothing but the machine's CPU; `store` starts one PostgreSQL (or uses DATABASE_URL);
 * `kafka` starts one broker beside it (or uses KAFKA_BROKERS), and is skipped, loudly, where Java or the broker's programs are missing;
 * `process` starts the built server, worker and simulator as real processes, one file at a time;
 * `browser` looks at the dashboard over such processes in a real Chromium, and is skipped, loudly, where there is none.
 */
const conditions = ["@sluice/source", "node", "import", "module", "default"]

const setups = (name: string): Array<string> => {
  const postgres = "./tooling/services/src/vitest/globalSetup.ts"
  if (name === "unit") return []
  return name === "kafka" ? [postgres, "./tooling/services/src/kafka/globalSetup.ts"] : [postgres]
}

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
    globalSetup: setups(name),
    setupFiles: ["./tooling/lint/src/breathe.ts"],
    // Several times what the slowest takes on a machine that is busy: it is there for what hangs.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Real processes on a busy machine: what fails once and holds the second time is named at the end, with what it said. A unit test has no such excuse.
    retry: name === "unit" ? 0 : 1,
    expect: { poll: { timeout: 10_000 } },
    pool: "forks" as const,
    // Node runs the sources itself, and so reads each once a process instead of once a test file. Only the server's need the
    // compiler, for their decorators.
    server: { deps: { external: [/\/(packages\/[^/]+|tooling\/[^/]+|apps\/(cli|worker))\/(src|test-kit)\/.*\.ts$/] } },
    poolOptions: { forks: { singleFork: name === "process" || name === "browser" } }
  }
})

export default defineConfig({
  test: {
    // Files share a process: they hold nothing but their own values, and a process a file costs more than the tests in it. The pool
    // reads these here and not from a project. Left to itself it keeps a core free, which on a machine of two leaves one.
    poolOptions: {
      forks: {
        isolate: false,
        maxForks: Math.max(2, availableParallelism() - 1),
        // Most of what tests allocate is dead at once: a nursery of 32 MB lets it die there, instead of being moved by every small collection.
        execArgv: ["--conditions=@sluice/source", "--max-semi-space-size=32"]
      }
    },
    reporters: ["default", "./tooling/lint/src/plainReporter.ts"],
    projects: [
      project(
        "unit",
        ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "tooling/*/test/**/*.test.ts"],
        ["**/*.store.test.ts", "**/*.kafka.test.ts", "**/*.process.test.ts", "**/*.browser.test.ts"]
      ),
      project("store", ["{packages,apps,tooling}/*/test/**/*.store.test.ts"]),
      project("kafka", ["{packages,apps,tooling}/*/test/**/*.kafka.test.ts"]),
      project("process", ["{packages,apps,tooling}/*/test/**/*.process.test.ts"]),
      project("browser", ["{packages,apps,tooling}/*/test/**/*.browser.test.ts"])
    ]
  }
})
