import { createHash } from "node:crypto";

const withStores = ["menu", "member", "barista", "order"] as const;
type Stores = Partial<Record<(typeof withStores)[number], { STORE: string }>>;
type Told = { STORE_URI?: string | undefined; STORE_RUN?: string | undefined };

/** Every database of a run begins like this, so that the run can clear away after itself. */
export const databasesOf = (run: string) => `siren-journeys-${run}-`;

/**
 * Where the services of one stack keep their data in place of files: a database each, of this run and of this data
 * folder alone, so that a second stack over the same folder finds what the first one wrote.
 */
export function storesFor(dataDir: string, { STORE_URI: uri, STORE_RUN: run = "by-hand" }: Told): Stores {
  if (!uri) return {};
  const folder = createHash("sha256").update(dataDir).digest("hex").slice(0, 8);
  return Object.fromEntries(
    withStores.map((name) => [name, { STORE: withDatabase(uri, `${databasesOf(run)}${folder}-${name}`) }]),
  );
}

/** Several hosts are more than URL can read. */
const form = /^(mongodb(?:\+srv)?:\/\/)([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

export const isStoreUri = (uri: string): boolean => form.test(uri);

/** Whoever signed in by the database that the address named, or by none, still does. */
export function withDatabase(uri: string, database: string): string {
  const [, scheme = "", hosts = "", named = "", options = ""] = form.exec(uri) ?? [];
  if (hosts === "") throw new Error("STORE_URI is not of the form mongodb://HOST,HOST/?replicaSet=NAME");
  const asked = options.split("&").filter((option) => option !== "");
  const signsIn = hosts.includes("@") && !asked.some((option) => /^authSource=/i.test(option));
  const all = [...asked, ...(signsIn ? [`authSource=${named || "admin"}`] : [])];
  return `${scheme}${hosts}/${database}${all.length > 0 ? `?${all.join("&")}` : ""}`;
}
