/**
 * What Node would say to each terminal that starts a stack: that a part is experimental, which we know, and that
 * eureka-js-client's HTTP library asks `url.parse`, which it keeps to itself of code in node_modules and tells of the
 * same code once it is gathered.
 */
const quietFlags: readonly string[] = ["--disable-warning=ExperimentalWarning", "--disable-warning=DEP0169"];

/**
 * Seven processes share one machine and the stack's 700 MB; docs/decisions/0009 has what each flag gives and
 * costs. None of them changes what a program does.
 */
const nodeFlagsOf = (nodeVersion: string): readonly string[] => [
  "--max-semi-space-size=1",
  ...quietFlags,
  `--import=${new URL("http-without-fetch.ts", import.meta.url)}`,
  // Node refuses to start with a flag that its V8 does not know: a newer one costs memory, not the start.
  ...(nodeVersion.startsWith("v24.") ? flagsOfNode24 : []),
];

const flagsOfNode24 = [
  "--memory-saver-mode",
  // A heap grows by a fifth before it is swept, not by up to its own size again.
  "--heap-growing-percent=20",
  // One thread for V8's own work: each compiles into memory that its malloc arena keeps.
  "--v8-pool-size=1",
  // undici's parser is WebAssembly: optimising it takes 25 MB for a moment, of which malloc keeps what lies below
  // something else; as V8 compiles it first, a call costs the same.
  "--liftoff-only",
];

export const nodeFlags = nodeFlagsOf(process.version);

/** As pods run, which have a limit of their own: what a load is measured with. */
export const roomyNodeFlags: readonly string[] = quietFlags;
