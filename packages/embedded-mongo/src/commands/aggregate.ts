import type { Value } from "../bson/value.ts";
import { notSupported } from "../errors.ts";
import { readCommand } from "./command.ts";

export const aggregate = readCommand<Value[]>(true, () => {
  throw notSupported("aggregate");
});
