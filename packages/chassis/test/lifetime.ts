import { after, type TestContext } from "node:test";

/** What ends with a test, or with a file. */
export type Lifetime = Pick<TestContext, "after">;

/** Of the file that asks for it, at its top: a hook's own context has no `after` where files share a process. */
export function fileLifetime(): Lifetime {
  const ends: (() => unknown)[] = [];
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return { after: (end) => void ends.push(end as () => unknown) };
}
