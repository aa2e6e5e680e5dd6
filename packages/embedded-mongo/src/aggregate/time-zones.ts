import { readString } from "../bson/read.ts";
import { BsonType } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import type { Expression, Scope } from "./expression.ts";
import { evaluate } from "./operands.ts";

/** A moment moved so that its UTC parts are the parts in the zone. */
export type Shift = (moment: Date, scope: Scope) => Date;

export function zoneShift(zone: Expression): Shift {
  return (moment, scope) => {
    const value = evaluate(zone, scope);
    if (value?.type !== BsonType.string) throw new MongoError(40517, "timezone must evaluate to a string");
    return new Date(moment.getTime() + offsetMs(readString(value), moment));
  };
}

/** "+09:00", "+0900", "+09", UTC, or a name from the time zone database. */
function offsetMs(zone: string, at: Date): number {
  const fixed = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (fixed) {
    const [, sign, hours, minutes = "0"] = fixed;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  }
  return namedOffsetMs(zone, at);
}

function namedOffsetMs(zone: string, at: Date): number {
  let name: string | undefined;
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    name = format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value;
  } catch {
    throw new MongoError(40485, `unrecognized time zone identifier: "${zone}"`);
  }
  const [, sign, hours = "0", minutes = "0", seconds = "0"] =
    /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(name ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}
