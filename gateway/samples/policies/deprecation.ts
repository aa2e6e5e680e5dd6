import type { OwnPolicy } from "../../src/reading/own-policies.ts";

/**
 * A policy of one's own: says of what lies behind it that it will go, and when (RFC 9745, RFC 8594). Started with
 * POLICY_MODULES=./policies/deprecation.ts (beside GATEWAY_CONFIG) a file may say
 *
 *     - deprecation: { action: { since: 2026-01-01, sunset: 2027-01-01, link: "https://example.org/moving" } }
 *
 * It imports nothing but types, which are gone when it runs: all that it needs it is given.
 */
const deprecation: OwnPolicy = ({ definePolicy, Refusal, z }) => {
  const day = z.iso.date();
  return definePolicy({
    name: "deprecation",
    // What may stand under `action`, also in the JSON Schema; a key that is not here is refused by its line.
    action: z.strictObject({
      since: day.describe("from when on it is out of date"),
      sunset: day.describe("from when on it is answered no more"),
      link: z.url().optional().describe("where to read what to do"),
    }),
    // Called once for each step whenever a file is taken: what does not depend on the request belongs here.
    create({ since, sunset, link }, { backEnd }) {
      const deprecatedAt = `@${Date.parse(since) / 1000}`;
      const sunsetMs = Date.parse(sunset);
      const sunsetAt = new Date(sunsetMs).toUTCString();
      // Called for each request: pass on by calling `next`, answer by not doing so, refuse by throwing a Refusal.
      return (exchange, next) => {
        if (backEnd.now() >= sunsetMs) throw new Refusal("NOT_FOUND", "This is no longer served");
        exchange.res.setHeader("Deprecation", deprecatedAt);
        exchange.res.setHeader("Sunset", sunsetAt);
        if (link !== undefined) exchange.res.setHeader("Link", `<${link}>; rel="deprecation"`);
        return next();
      };
    },
  });
};

export default deprecation;
