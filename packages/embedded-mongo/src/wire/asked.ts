import { readString } from "../bson/read.ts";
import { BsonType, type Value } from "../bson/value.ts";

/** How often each command came, by `find orders`: a way to and fro is most of what a command costs who asks. */
export class Asked {
  readonly #times = new Map<string, number>();

  count(body: ReadonlyMap<string, Value>): void {
    const what = nameOf(body);
    this.#times.set(what, (this.#times.get(what) ?? 0) + 1);
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#times);
  }
}

/** A command that is about no single collection, such as a commit, goes by its name alone. */
function nameOf(body: ReadonlyMap<string, Value>): string {
  for (const [command, about] of body) {
    const collection = command === "getMore" ? body.get("collection") : about;
    return collection?.type === BsonType.string ? `${command} ${readString(collection)}` : command;
  }
  return "";
}
