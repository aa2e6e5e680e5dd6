/**
 * The service worker, built as one file at /client/sw.js: READY is told when no page is open, and the page opens also
 * when the cafe cannot be reached.
 */
import "./push-messages.ts";
import { runShell } from "@siren/web/worker/run-shell";

// Filled in when the page is built (scripts/stack/kept-files.ts); without it nothing is kept.
runShell("siren.shell.", "__SIREN_KEPT_FILES__");
