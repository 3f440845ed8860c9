import { defineConfig } from "vite"

/** One page under `/dashboard/`; names tell contents, so that they may be kept for ever. Nothing is written into the page itself. */
export default defineConfig({
  base: "/dashboard/",
  resolve: { conditions: ["@sluice/source"] },
  build: {
    target: "es2022",
    // The first browsers that know light-dark().
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The policy of the page allows no data: addresses for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries mark what may not run on a server; here nothing does.
      onLog: (level, log, tell) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") tell(level, log)
      }
    }
  }
})
