import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

/** The routes of a page, as its source has them. */
export function routesOf(page: "client" | "admin"): string[] {
  const source = readFileSync(join(repositoryRoot, "frontends", page, "src/app/app.tsx"), "utf8");
  return [...source.matchAll(/<Route\s+(?:index|path="([^"]+)")/g)].map(([, path = ""]) => path);
}
