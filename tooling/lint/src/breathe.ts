import { setImmediate } from "node:timers/promises"
import { afterEach } from "vitest"

/**
 * Between two tests a worker looks at what it was told meanwhile.
 *
 * Tests that never wait run one after the other without a turn of the event loop. The runner's answers to what they report lie unread until the file is
 * over, and after a minute each counts as lost, which fails the whole run: on a machine that is busy a file of heavy properties takes that long.
 */
afterEach(() => setImmediate())
