import { parentPort } from "node:worker_threads"
import { examine } from "./examine.ts"
import type { Place } from "./examine.ts"

/** The thread that examines files: it says when it is ready; then a place comes in, what was found or why nothing was goes out. */
parentPort?.on("message", (place: Place) => {
  examine(place).then(
    (found) => parentPort?.postMessage({ _tag: "Found", found }),
    (error: unknown) =>
      parentPort?.postMessage({ _tag: "Failed", detail: error instanceof Error ? error.message : String(error) })
  )
})

parentPort?.postMessage({ _tag: "Ready" })
