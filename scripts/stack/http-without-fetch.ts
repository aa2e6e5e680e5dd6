import { isMainThread } from "node:worker_threads";

/**
 * Loaded before a process of the stack. Whoever imports node:http as a module reads all that it exports, three lazy
 * names among them, and these bring Node's whole fetch along: 6 MB in each process. Nobody here asks http for them;
 * `fetch` and `WebSocket` themselves stay, and load it when they are used.
 */
if (isMainThread) {
  const http: object = process.getBuiltinModule("node:http");
  for (const name of ["WebSocket", "CloseEvent", "MessageEvent"]) Reflect.deleteProperty(http, name);
}
