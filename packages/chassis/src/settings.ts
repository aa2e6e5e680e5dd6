import { BlockList } from "node:net";
import { networks } from "./addresses.ts";

/** One setting: where it stands, what it is for, and how its text becomes a value. */
export type Setting<T> = {
  key: string;
  about: string;
  secret: boolean;
  fallback: T | undefined;
  isRequired: boolean;
  /** Throws an Error whose message completes "KEY ...". */
  parse(text: string): T;
};

type Common<T> = { about: string; default?: T; secret?: boolean };

export function setting<T>(key: string, common: Common<T>, parse: (text: string) => T): Setting<T> {
  return {
    key,
    about: common.about,
    secret: common.secret ?? false,
    fallback: common.default,
    isRequired: !("default" in common),
    parse,
  };
}

export const text = (key: string, common: Common<string> & { pattern?: RegExp }): Setting<string> =>
  setting(key, common, (given) => {
    if (common.pattern && !common.pattern.test(given))
      throw new Error(`must look like ${common.pattern.source}`);
    return given;
  });

export const optionalText = (
  key: string,
  common: Omit<Common<string>, "default">,
): Setting<string | undefined> =>
  setting<string | undefined>(key, { ...common, default: undefined }, (given) => given);

export const integer = (
  key: string,
  common: Common<number> & { min: number; max: number },
): Setting<number> =>
  setting(key, common, (given) => {
    const value = Number(given);
    if (!/^-?\d+$/.test(given) || value < common.min || value > common.max) {
      throw new Error(`must be a whole number from ${common.min} to ${common.max}`);
    }
    return value;
  });

export const flag = (key: string, common: Common<boolean>): Setting<boolean> =>
  setting(key, common, (given) => {
    if (given !== "0" && given !== "1") throw new Error("must be 0 or 1");
    return given === "1";
  });

export const choice = <const C extends string>(
  key: string,
  choices: readonly C[],
  common: Common<NoInfer<C>>,
): Setting<C> =>
  setting(key, common, (given) => {
    const found = choices.find((one) => one === given);
    if (found === undefined) throw new Error(`must be one of ${choices.join(", ")}`);
    return found;
  });

/** Where callers or callees may be. */
export function networksSetting(key: string, about: string, fallback: string): Setting<BlockList> {
  return setting(key, { about, default: networks(fallback) }, networks);
}

/** As `networks`, where there may be none: `none`. */
export const networkList = (key: string, about: string, fallback: string): Setting<BlockList> => {
  const read = (given: string) => (given === "none" ? new BlockList() : networks(given));
  return setting(key, { about, default: read(fallback) }, read);
};
