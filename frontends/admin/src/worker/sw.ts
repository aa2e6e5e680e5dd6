/** The service worker, built as one file at /admin/sw.js: a board that is loaded again in a dead network opens all the same. */
import { runShell } from "@siren/web/worker/run-shell";

// Filled in when the page is built (scripts/stack/kept-files.ts); without it nothing is kept.
runShell("siren.staff-shell.", "__SIREN_KEPT_FILES__");
