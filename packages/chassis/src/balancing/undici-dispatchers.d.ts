/**
 * Undici's own entry loads its fetch, caches, mocks and sockets as well: 4 MB in each of six processes that use
 * two of its classes. These are the files of those two; the version is pinned, and a move of theirs ends a start.
 */
declare module "undici/lib/dispatcher/client.js" {
  export { Client as default } from "undici";
}
declare module "undici/lib/dispatcher/pool.js" {
  export { Pool as default } from "undici";
}
