import type { Instance } from "../registry/port.ts";

export const strategies = ["two-choices", "round-robin"] as const;
export type Strategy = (typeof strategies)[number];

/** Some of a service's instances, such as those of one version. */
export type Group = { key: string; has(instance: Instance): boolean };

/** How an instance is chosen for the requests of one route; made once, when the route is. */
export type Choice = {
  strategy: Strategy;
  /** Which part of the requests is meant for which group; what is left is meant for `rest`. */
  shares: readonly { upTo: number; group: Group }[];
  rest: Group | undefined;
  /** Nobody else is asked, whatever becomes of these. */
  among: Group | undefined;
};

/** Those that people may be led to; an instance says so itself. */
export const publicOnes: Group = { key: "public", has: ({ metadata }) => metadata.public === "true" };

export type ChoiceOptions = {
  strategy?: Strategy | undefined;
  /** Percent of the requests by `version` of the metadata. */
  versions?: Readonly<Record<string, number>> | undefined;
  among?: Group | undefined;
};

const ofVersion = (version: string): Group => ({
  key: `of ${version}`,
  has: ({ metadata }) => metadata.version === version,
});

const ofOtherVersions = (versions: readonly string[]): Group => ({
  key: `but ${JSON.stringify(versions)}`,
  has: ({ metadata }) => !versions.includes(metadata.version ?? ""),
});

/** A share is of the requests, not of the instances: 5 is 5 % also where half of the instances are of that version. */
export function choiceOf(options: ChoiceOptions = {}): Choice {
  const { strategy = "two-choices", versions = {}, among } = options;
  const names = Object.keys(versions).sort();
  let upTo = 0;
  const shares = names.map((version) => {
    upTo += (versions[version] ?? 0) / 100;
    return { upTo, group: ofVersion(version) };
  });
  return { strategy, shares, rest: names.length === 0 ? undefined : ofOtherVersions(names), among };
}

/** For somebody who asked for it by name. */
export const choiceOfVersion = (version: string, among?: Group): Choice => ({
  strategy: "two-choices",
  shares: [{ upTo: 1, group: ofVersion(version) }],
  rest: undefined,
  among,
});

/** Which group this one request is meant for. */
export function aimOf({ shares, rest }: Choice, random: () => number): Group | undefined {
  if (shares.length === 0) return rest;
  const drawn = random();
  for (const { upTo, group } of shares) if (drawn < upTo) return group;
  return rest;
}
