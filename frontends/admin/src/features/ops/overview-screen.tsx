import { verdicts } from "@siren/contracts/audit";
import { opsBreakers, opsFeeds, opsProblems, opsRegistry } from "@siren/contracts/ops";
import { Link } from "react-router";
import { useRuleName } from "./audit-texts.ts";
import { useClock } from "./clock.ts";
import { shortName } from "./names.ts";
import { OpsScreen } from "./ops-piece.tsx";
import { breakerWords, type SayOps, useOpsText } from "./ops-texts.ts";
import { registering, troublesOf } from "./standing.ts";
import { TrafficCharts } from "./traffic-charts.tsx";
import { useOps } from "./use-ops.ts";
import type { KeptNews } from "./use-ops-live.ts";

/** One glance: all is well, or what is not, in words that lead to where more is said. */
export function OverviewScreen({ happened }: { happened: readonly KeptNews[] }) {
  const say = useOpsText();
  return (
    <OpsScreen title={say("overview")}>
      <Standing />
      <TrafficCharts />
      <Lately happened={happened} />
    </OpsScreen>
  );
}

function Standing() {
  const say = useOpsText();
  const ruleName = useRuleName();
  const asked = {
    registry: useOps("registry", opsRegistry),
    breakers: useOps("breakers", opsBreakers),
    feeds: useOps("feeds", opsFeeds),
    audit: useOps("audit", verdicts, { everyMs: 5_000 }),
    problems: useOps("problems", opsProblems, { everyMs: 5_000 }),
  };
  const known = {
    registry: asked.registry.data,
    breakers: asked.breakers.data,
    feeds: asked.feeds.data,
    audit: asked.audit.data,
    problems: asked.problems.data,
  };
  const parts = Object.entries(asked) as [keyof typeof asked, { error: unknown; data: unknown }][];
  const missing = parts.filter(([, { error }]) => error);
  const isLooking = parts.some(([, { data, error }]) => data === undefined && !error);
  const troubles = troublesOf(known, ruleName);
  const bad = troubles.filter(({ tone }) => tone === "bad").length + missing.length;
  const state = isLooking ? "looking" : bad > 0 ? "bad" : troubles.length > 0 ? "look" : "well";
  const words = {
    looking: say("looking"),
    bad: say("somethingWrong", { n: bad }),
    look: say("worthALook", { n: troubles.length }),
    well: say("allWell"),
  };
  const services = known.registry ? registering(known.registry) : [];
  return (
    <section className="ops-standing" data-state={state} data-testid="standing">
      <p className="ops-verdict" role="status">
        {words[state]}
      </p>
      {state === "well" ? (
        <p>
          {say("allWellLead", {
            services: services.length,
            instances: services.reduce((sum, { instances }) => sum + instances.length, 0),
            rules: known.audit?.verdicts.filter((one) => one.state === "HOLDS").length ?? 0,
          })}
        </p>
      ) : null}
      <ul className="ops-troubles">
        {missing.map(([part]) => (
          <li key={part} data-tone="bad">
            <Link to={`/ops/${part}`}>{say("partMissing", { part: say(part) })}</Link>
          </li>
        ))}
        {troubles.map(({ id, tone, key, fill, to }) => (
          <li key={id} data-tone={tone}>
            <Link to={`/ops/${to}`}>{say(key, fill)}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lately({ happened }: { happened: readonly KeptNews[] }) {
  const say = useOpsText();
  const ruleName = useRuleName();
  const clock = useClock();
  const lines = happened.flatMap(({ key, news }) =>
    newsWords(news, say, ruleName).map((words) => ({ key: `${key} ${words}`, at: news.data.at, words })),
  );
  return (
    <section className="ops-lately">
      <h3>{say("latelyHappened")}</h3>
      {lines.length === 0 ? <p className="soft">{say("nothingHappened")}</p> : null}
      <ol data-testid="lately">
        {lines.map(({ key, at, words }) => (
          <li key={key}>
            <time>{clock(at)}</time> {words}
          </li>
        ))}
      </ol>
    </section>
  );
}

function newsWords(
  { name, data }: KeptNews["news"],
  say: SayOps,
  ruleName: (rule: string) => string,
): string[] {
  if (name === "registry.changed")
    return data.changes.map(({ kind, id, service, status }) => {
      const fill = { service, instance: shortName(id), status: status ?? "" };
      return say(kind === "joined" ? "nJoined" : kind === "left" ? "nLeft" : "nStatus", fill);
    });
  if (name === "breaker.changed")
    return [say("nBreaker", { service: data.service, state: say(breakerWords[data.state]) })];
  if (name === "instance.ejected")
    return [say("nEjected", { service: data.service, instance: shortName(data.id), why: data.why })];
  if (name === "audit.changed")
    // The first look at all of them is no news.
    return data.changes.flatMap(({ rule, from, to }) =>
      from === null ? [] : [say("nAudit", { rule: ruleName(rule), state: to })],
    );
  const { what, refused } = data;
  return [refused === null ? say("nReloaded", { what }) : say("nRefused", { what, why: refused })];
}
