import { fillCompileCache } from "../stack/compile-cache.ts";
import { roomyNodeFlags } from "../stack/node-flags.ts";
import { asWritten, gatheredUnder } from "../stack/programs.ts";
import { repositoryRoot } from "../stack/settings.ts";

/**
 * `node scripts/image/compile.ts FOLDER`: every program stripped and compiled once, as the user and at the place that
 * it will run as and at, for Node's cache is of one user and one place. A pod cannot write it: its root is read-only.
 */
const [folder] = process.argv.slice(2);
const programs = gatheredUnder(asWritten, repositoryRoot);
await fillCompileCache({ folder, programs, say: console.log, flags: roomyNodeFlags });
