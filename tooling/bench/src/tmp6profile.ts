import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Databases from "@sluice/services/Databases"
import * as Platform from "/work/main/tooling/bench/src/dispatch/Platform.ts"
import * as SluiceLanes from "/work/main/tooling/bench/src/dispatch/SluiceLanes.ts"
import * as GraphileWorker from "/work/main/tooling/bench/src/dispatch/GraphileWorker.ts"
import { Effect } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import pg from "pg"
const N = Number(process.env.N ?? 8000), R = Number(process.env.R ?? 4)
let pgPid = 0
const stat = (f: string) => { const s = readFileSync(f, "utf8"); const a = s.slice(s.lastIndexOf(")") + 2).split(" "); return { ppid: Number(a[1]), cpu: (Number(a[11]) + Number(a[12])) * 10000 } }
const pgCpu = () => { let sum = 0; for (const d of readdirSync("/proc")) { if (!/^\d+$/.test(d)) continue; try { const st = stat(`/proc/${d}/stat`); if (st.ppid === pgPid || Number(d) === pgPid) sum += st.cpu } catch {} } return sum }
const threads = () => { const m = new Map<string, number>(); for (const t of readdirSync("/proc/self/task")) { try { const name = readFileSync(`/proc/self/task/${t}/comm`, "utf8").trim(); const k = t === String(process.pid) ? "main" : name; m.set(k, (m.get(k) ?? 0) + stat(`/proc/self/task/${t}/stat`).cpu) } catch {} } return m }
await Effect.runPromise(Effect.scoped(Effect.gen(function* () {
  const server: any = yield* EmbeddedPostgres.make({})
  pgPid = (yield* server.pid as any).value
  const admin = new pg.Client(server.url); admin.on("error", () => {})
  yield* Effect.promise(() => admin.connect())
  if (process.env.STAT) {
    yield* Effect.promise(() => admin.query("ALTER SYSTEM SET shared_preload_libraries='pg_stat_statements'"))
    for (const s of (process.env.SET ?? "").split(";").filter(Boolean)) yield* Effect.promise(() => admin.query("ALTER SYSTEM SET " + s))
    yield* Effect.promise(() => admin.end().catch(() => {}))
    yield* server.restart
    pgPid = (yield* server.pid as any).value
  }
  const platform = yield* Effect.acquireRelease(Effect.promise(() => Platform.start()), ({ close }) => Effect.promise(close))
  const url = yield* Databases.fresh(server.url)
  const make = process.env.WHO === "graphile" ? GraphileWorker.make : SluiceLanes.make
  const c = yield* Effect.acquireRelease(Effect.promise(() => make(url, platform, (GraphileWorker as any).forThroughput)), ({ close }) => Effect.promise(close))
  const db = new pg.Client(url); db.on("error", () => {}); yield* Effect.promise(() => db.connect())
  if (process.env.STAT) yield* Effect.promise(() => db.query("CREATE EXTENSION pg_stat_statements"))
  for (let r = 0; r < R; r++) {
    yield* Effect.promise(() => c.fill(N))
    if (process.env.STAT) yield* Effect.promise(() => db.query("SELECT pg_stat_statements_reset()"))
    const w0 = (yield* Effect.promise(() => db.query("select wal_records::int r, wal_fpi::int f, wal_bytes::bigint b from pg_stat_wal"))).rows[0]
    const p0 = pgCpu(), t0 = threads(), s = performance.now()
    yield* Effect.promise(() => c.drain())
    const ms = performance.now() - s, p1 = pgCpu(), t1 = threads()
    yield* Effect.promise(() => new Promise((f) => setTimeout(f, 300)))
    const w1 = (yield* Effect.promise(() => db.query("select wal_records::int r, wal_fpi::int f, wal_bytes::bigint b from pg_stat_wal"))).rows[0]
    console.log(`${Math.round(N / ms * 1000)}/s  pg ${((p1 - p0) / N).toFixed(0)}  ` + [...t1].map(([k, v]) => `${k} ${((v - (t0.get(k) ?? 0)) / N).toFixed(0)}`).filter((x) => !x.endsWith(" 0")).join("  ") + `  wal ${((w1.r - w0.r) / N).toFixed(1)} rec ${((w1.f - w0.f) / N).toFixed(2)} fpi ${((Number(w1.b) - Number(w0.b)) / N).toFixed(0)} B`)
  }
  if (process.env.STAT) {
    const { rows } = yield* Effect.promise(() => db.query(`select calls::int, round(total_exec_time::numeric,0)::text ms, round(total_plan_time::numeric,0)::text plan, round((total_exec_time*1000/${N})::numeric,1)::text us_msg, wal_records::int w, wal_fpi::int fpi, shared_blks_hit::int hit, rows::int, left(regexp_replace(query,'\\s+',' ','g'),70) q from pg_stat_statements order by total_exec_time desc limit 12`))
    console.table(rows)
  }
  yield* Effect.promise(() => db.end())
}) as any))
process.exit(0)
