import type { BackEnd } from "@siren/chassis/back-end";
import { settingsInForce } from "@siren/chassis/config";
import { type Route, route } from "@siren/chassis/http/routes";
import { verdicts } from "@siren/contracts/audit";
import type { OpsExplanation } from "@siren/contracts/ops";
import * as shapes from "@siren/contracts/ops";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { GatewayGathering } from "./gateways-gathered.ts";
import { askManagement } from "./management-call.ts";
import { latelyOf, problemsOf, stepsOf } from "./merged-traffic.ts";

/** Reading is also for who has no more than the outage pass. */
const ops = { roles: ["ops"], byPass: true } as const;

/** What is routed where, as it is in force now. */
export type RoutesInForce = {
  list(): { path: string; pipeline: string; service: string }[];
  explain(asked: { method: string; path: string; host?: string | undefined }): OpsExplanation;
};

export type OpsParts = {
  backEnd: BackEnd;
  routes: RoutesInForce;
  gateways: GatewayGathering;
  xray: () => Promise<z.infer<typeof shapes.opsRegistry>>;
  feeds: () => Promise<z.infer<typeof shapes.opsFeeds>>;
  config: object;
};

const explainQuery = z.strictObject({
  path: z.string().check(z.minLength(1), z.maxLength(2_000)),
  method: z._default(z.string().check(z.regex(/^[A-Z]{3,10}$/)), "GET"),
  host: z.optional(z.string().check(z.maxLength(260))),
});
const trafficQuery = z.strictObject({
  pipeline: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});
const profileQuery = z.strictObject({
  seconds: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(30)), 10),
});
export const instanceParams = z.strictObject({ id: z.string().check(z.minLength(1), z.maxLength(300)) });

/** What operations may see of the whole system, from where the gateway stands. */
export function opsReads({ backEnd, routes, gateways, xray, feeds, config }: OpsParts): Route[] {
  const { settings, registry, client } = backEnd;
  return [
    route({
      method: "GET",
      path: "/ops/registry",
      summary:
        "Each process by what the registry, this gateway, its balancer and itself say; ghosts are marked.",
      answers: { 200: shapes.opsRegistry },
      access: ops,
      handle: async () => ({ status: 200, body: await xray() }),
    }),
    route({
      method: "GET",
      path: "/ops/breakers",
      summary:
        "How the way to each service stands at each gateway, and how its requests of the last ten seconds went.",
      answers: { 200: shapes.opsBreakers },
      access: ops,
      async handle() {
        const { heard, unheard } = await gateways.words();
        const services = heard.flatMap(({ id, said }) =>
          said.breakers.map((one) => ({ gateway: id, ...one })),
        );
        return { status: 200, body: { services, unheard } };
      },
    }),
    route({
      method: "GET",
      path: "/ops/routes",
      summary: "What is routed where, with rates and latencies of the last minute.",
      answers: { 200: shapes.opsRoutes },
      access: ops,
      async handle() {
        const { heard, unheard } = await gateways.words();
        const words = heard.map(({ said }) => said);
        const listed = routes.list().map((one) => ({ ...one, lately: latelyOf(one.pipeline, words) }));
        return { status: 200, body: { routes: listed, unheard } };
      },
    }),
    route({
      method: "GET",
      path: "/ops/traffic",
      summary:
        "Rates and latencies of the last quarter of an hour, step by step; of one pipeline with `pipeline`.",
      query: trafficQuery,
      answers: { 200: shapes.opsTraffic },
      access: ops,
      async handle({ query: { pipeline } }) {
        const { heard, unheard } = await gateways.traffic(pipeline);
        return { status: 200, body: { ...stepsOf(heard.map(({ said }) => said)), unheard } };
      },
    }),
    route({
      method: "GET",
      path: "/ops/explain",
      summary: "What a request would meet, and why.",
      query: explainQuery,
      answers: { 200: shapes.opsExplanation },
      access: ops,
      handle: async ({ query }) => ({ status: 200, body: routes.explain(query) }),
    }),
    route({
      method: "GET",
      path: "/ops/problems",
      summary: "What was refused in the last hour, by code, each with a request to look for.",
      answers: { 200: shapes.opsProblems },
      access: ops,
      async handle() {
        const { heard, unheard } = await gateways.words();
        return { status: 200, body: { problems: problemsOf(heard.map(({ said }) => said)), unheard } };
      },
    }),
    route({
      method: "GET",
      path: "/ops/feeds",
      summary: "How far each consumer is behind each feed, and what was set aside.",
      answers: { 200: shapes.opsFeeds },
      access: ops,
      handle: async () => ({ status: 200, body: await feeds() }),
    }),
    route({
      method: "GET",
      path: "/ops/config",
      summary: "With what this gateway was started; secrets are ***.",
      answers: { 200: shapes.opsConfig },
      access: ops,
      handle: async () => ({ status: 200, body: { settings: settingsInForce(config) } }),
    }),
    route({
      method: "GET",
      path: "/ops/settings",
      summary:
        "What may be changed while it runs: what is in force, where it stands, and why it was refused.",
      answers: { 200: shapes.opsSettings },
      access: ops,
      handle: async () => ({
        status: 200,
        body: { ...settings.standing(), values: { ...settings.current() } },
      }),
    }),
    route({
      method: "GET",
      path: "/ops/audit",
      summary: "The auditor's verdicts.",
      answers: { 200: verdicts },
      access: ops,
      async handle() {
        const answer = await client.call({
          ...{ service: "auditor", method: "GET", path: "/internal/verdicts" },
          ...{ timeoutMs: 2_000, retry: "safe", schema: verdicts },
        });
        if (!answer.ok) throw new Refusal("BAD_UPSTREAM", `the auditor answered ${answer.status}`);
        return { status: 200, body: answer.body };
      },
    }),
    route({
      method: "GET",
      path: "/ops/profile/:id",
      summary: "What one process spends its time on, for a while, as Chrome's developer tools read it.",
      params: instanceParams,
      query: profileQuery,
      answers: { 200: z.looseObject({ nodes: z.array(z.unknown()) }) },
      refuses: ["NOT_FOUND", "BAD_UPSTREAM"],
      // It costs the process something: not on the pass alone.
      access: { roles: ["ops"] },
      async handle({ params: { id }, query: { seconds }, signal }) {
        const instance = registry
          .services()
          .flatMap(registry.instances)
          .find((one) => one.id === id);
        if (!instance) throw new Refusal("NOT_FOUND", "No such instance is in service");
        const asking = { path: `/profile?seconds=${seconds}`, timeoutMs: (seconds + 10) * 1_000, signal };
        const answer = await askManagement(instance, asking).catch((cause) => {
          throw cause instanceof Refusal ? cause : new Refusal("BAD_UPSTREAM", undefined, {}, { cause });
        });
        if (answer.status !== 200) throw new Refusal("BAD_UPSTREAM", `it answered ${answer.status}`);
        return { status: 200, body: answer.body };
      },
    }),
  ];
}
