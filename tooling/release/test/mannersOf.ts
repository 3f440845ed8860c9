/** Prints what stands against the tarball that it is given, as JSON: in a process of its own, which loads what a release does. */
import * as Manners from "../src/Manners.ts"

const [, , file = ""] = process.argv
console.log(JSON.stringify(await Manners.faults({ name: "some", version: "1.0.0", path: "", file })))
