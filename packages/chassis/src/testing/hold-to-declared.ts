import { cookies } from "@siren/contracts/identity";
import { codesOf, codesOfAnything } from "../http/openapi/codes.ts";
import type { Reply, Route } from "../http/routes.ts";
import type { OnAnswer } from "../http/serve-routes.ts";
import { shapeFaults } from "./shape-faults.ts";

/** Notes whatever a route answers that it has not declared: another status, another shape, another refusal. */
export function holdToDeclared(lies: string[]): OnAnswer {
  return (route, outcome) => {
    // Between processes the feeds' and peers' own tests hold the shapes.
    if (route.path.startsWith("/internal/")) return;
    const at = `${route.method} ${route.path}`;
    if ("reply" in outcome) lies.push(...liesOf(route, outcome.reply).map((lie) => `${at}: ${lie}`));
    else if (![...codesOf(route), ...codesOfAnything].includes(outcome.refused))
      lies.push(`${at}: refused with ${outcome.refused}, which is not declared`);
  };
}

function liesOf(route: Route, { status, body, headers = {} }: Reply): string[] {
  const { answers } = route;
  // That there are some is the document's own test to say.
  if (!answers) return [];
  const declared = answers[status];
  if (declared === undefined) return [`answered ${status}, which is not declared`];
  return [...undeclaredCookies(route, headers), ...undeclaredBody(declared, body)];
}

function undeclaredBody(declared: NonNullable<Route["answers"]>[number], body: unknown): string[] {
  if (declared === null) return body === undefined ? [] : ["has a body where none is declared"];
  const isMedia = "media" in declared;
  if (Buffer.isBuffer(body)) return isMedia ? [] : ["bytes where JSON is declared"];
  const json = isMedia ? declared.json : declared;
  if (!json) return ["JSON where other media are declared"];
  return shapeFaults(json, JSON.parse(JSON.stringify(body ?? null)));
}

function undeclaredCookies({ cookies: declared }: Route, headers: NonNullable<Reply["headers"]>): string[] {
  const allowed = (declared?.sets ?? []).map((one): string => cookies[one].name);
  const set = Object.entries(headers).find(([name]) => name.toLowerCase() === "set-cookie")?.[1] ?? [];
  return [set]
    .flat()
    .map((one) => one.split("=", 1)[0] ?? "")
    .filter((name) => !allowed.includes(name))
    .map((name) => `sets the cookie ${name}, which is not declared`);
}
