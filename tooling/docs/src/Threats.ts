/** A threat, and what stands against it: a line of `docs/threat-model.md`. */
export interface Threat {
  /** `TM-` and two digits. Tests that show it carry it in their names; it is never used for another. */
  readonly id: string
  readonly threat: string
  readonly stands: string
  /** What shows it beside the tests; left out where they are all. */
  readonly besides?: string
}

/** Every threat, in the order of the page. */
export const all: ReadonlyArray<Threat> = [
  {
    id: "TM-01",
    threat: "a forged callback",
    stands:
      "the provider's signature over the raw bytes, compared in constant time; an account's own secrets, two at a time"
  },
  {
    id: "TM-02",
    threat: "a callback played again",
    stands: "digest and meaning: it is stored and applied once",
    besides: "`sluice callbacks verify-url`"
  },
  {
    id: "TM-03",
    threat: "callbacks over plain HTTP",
    stands: "refused in production; proxies are believed as far as they are counted"
  },
  {
    id: "TM-04",
    threat: "slow, oversized, nested, wrongly encoded bodies",
    stands: "limits on heads, bodies, depth, time and connections, before anything is parsed",
    besides: "the drill `hostile`"
  },
  {
    id: "TM-05",
    threat: "a flood of requests",
    stands: "a pace for each key, a wait for addresses with wrong keys, no store asked before the head is judged",
    besides: "the drill `hostile`"
  },
  {
    id: "TM-06",
    threat: "guessing a key",
    stands:
      "256 bits from the system's generator; kept as a digest; compared in constant time; addresses that guess have to wait"
  },
  {
    id: "TM-07",
    threat: "a stolen key",
    stands: "roles, one account, an end, revocation at once, audit of what was done with it"
  },
  {
    id: "TM-08",
    threat: "a key of one account that reads another's",
    stands: "every read and act is bound to the caller's account"
  },
  {
    id: "TM-09",
    threat: "tokens read from the database or its backup",
    stands: "sealed with keys that only the processes have ([ADR 12](adr/0012-secrets-at-rest.md))"
  },
  {
    id: "TM-10",
    threat: "tokens and numbers in logs, errors, answers",
    stands: "secrets are values that do not print; causes never go into answers; runs of digits are taken out of logs"
  },
  {
    id: "TM-11",
    threat: "a subscriber's address that leads inside",
    stands:
      "names are resolved first, private and link-local addresses refused, the connection goes to the address that was judged"
  },
  {
    id: "TM-12",
    threat: "a path that leads out of the folder of blobs, or of the page",
    stands:
      "blobs are named by their digest alone, and a reference to one is read to the letter; the page's files are those of its build"
  },
  { id: "TM-13", threat: "SQL in a value", stands: "values are parameters, in every statement" },
  {
    id: "TM-14",
    threat: "a page of another site that acts for who is signed in",
    stands: "the session's cookie is `SameSite=Strict` and `httpOnly`; every change needs the session's CSRF token"
  },
  {
    id: "TM-15",
    threat: "a dependency with a known hole, or another than ours",
    stands:
      "versions are locked with their digests; a bill of materials and an audit; no install scripts but the listed ones",
    besides: "`release dependencies`"
  },
  {
    id: "TM-16",
    threat: "an operator who does what nobody knows of",
    stands: "every act is an event with who did it"
  },
  {
    id: "TM-17",
    threat: "a worker that lost its lane and goes on sending",
    stands: "the fence, in the statement that begins a send",
    besides: "the drills `two-workers`, `worker-kill`"
  },
  {
    id: "TM-18",
    threat: "a restored database that sends what has been sent",
    stands:
      "what may have left since the backup is taken out of the queue, and waits for a callback or a person ([backup](backup.md))",
    besides: "the drill `backup`"
  }
]
