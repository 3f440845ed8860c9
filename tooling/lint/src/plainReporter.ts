import { relative } from "node:path"
import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node"

/** What a test that held on its second try said at the first: it is to be mended, though the run goes on. */
const unsure = (test: TestCase): ReadonlyArray<string> =>
  test.diagnostic()?.flaky === true
    ? [
        `UNSURE, held on a second try only: ${relative(process.cwd(), test.module.moduleId)} > ${test.fullName}`,
        ...(test.result().errors ?? []).map(({ message }) => `  ${message}`)
      ]
    : []

/**
 * One closing line a project: `unit: 12 passed, 0 failed, 1 skipped`, and before them the tests that are not sure.
 *
 * Continuous integration reads these lines; skipped tests are counted so that a suite that could not run is seen.
 */
export default class PlainReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const counts = new Map<string, { passed: number; failed: number; skipped: number }>()
    for (const module of modules) {
      const name = module.project.name
      const count = counts.get(name) ?? { passed: 0, failed: 0, skipped: 0 }
      counts.set(name, count)
      for (const test of module.children.allTests()) {
        const state = test.result().state
        if (state === "passed") count.passed++
        else if (state === "failed") count.failed++
        else count.skipped++
        for (const line of unsure(test)) this.#vitest?.logger.log(line)
      }
      // A file that does not even load has no tests to fail: it counts as one.
      if (module.errors().length > 0) count.failed++
    }
    for (const [name, { passed, failed, skipped }] of counts) {
      this.#vitest?.logger.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`)
    }
  }
}
