/** Says why, and fails. */
process.stdout.write("reading the configuration\n")
process.stderr.write("the configuration has no port\n")
process.exitCode = 3
