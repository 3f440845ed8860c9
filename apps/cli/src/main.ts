#!/usr/bin/env node
/**
 * Where the command begins: it looks at the version of Node.js before anything is loaded that an older one cannot read, so that whoever has the
 * machine's own is told what is needed and not shown a stack.
 */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major > 22 || (major === 22 && minor >= 13)) {
  await import("./Program.ts")
} else {
  process.stderr.write(
    `sluice: Node.js 22.13 or newer is needed, and this is ${process.versions.node} (${process.execPath})\n` +
      "  in a checkout, `npx -y pnpm@12.21.0 sluice …` brings its own\n"
  )
  process.exitCode = 1
}

export {}
