import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "../../scripts/stack/settings.ts";
import type { Verdict } from "./mixed-cafe.ts";

type Shape = { safeParse: (value: unknown) => { success: boolean } };
export type Events = { examples: Record<string, unknown>; shapes: Record<string, Shape> };

/** What a tree says that its events are: their shapes, and an example of each. */
export async function eventsOf(tree: string): Promise<Events> {
  const load = (file: string) => import(pathToFileURL(join(tree, "packages", "contracts", "src", file)).href);
  const [{ goldenEvents }, { eventCatalogue }] = await Promise.all([load("golden.ts"), load("events.ts")]);
  return { examples: goldenEvents, shapes: eventCatalogue };
}

/** Who reads a feed passes over types that it does not know; of those it knows every example has to be understood. */
export function judgeReading(who: string, writer: Events, reader: Events): Verdict {
  const types = Object.keys(writer.examples);
  const unknown = types.filter((type) => !(type in reader.shapes));
  const refused = types.filter(
    (type) => reader.shapes[type]?.safeParse(writer.examples[type]).success === false,
  );
  const passed = unknown.length > 0 ? `, ${unknown.join(", ")} not known and passed over` : "";
  return {
    promise: `${who} events are understood`,
    holds: refused.length === 0,
    found:
      refused.length > 0
        ? `refused: ${refused.join(", ")}`
        : `${types.length - unknown.length} types${passed}`,
  };
}

export async function judgeEvents(earlierTree: string): Promise<Verdict[]> {
  const [earlier, today] = await Promise.all([eventsOf(earlierTree), eventsOf(repositoryRoot)]);
  return [
    judgeReading("today's readers: the earlier", earlier, today),
    judgeReading("the earlier readers: today's", today, earlier),
  ];
}
