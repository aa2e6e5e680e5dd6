import { opsBreakers } from "@siren/contracts/ops";
import { Chart } from "../../shared/chart.tsx";
import { useBreakersText } from "./breakers-texts.ts";
import { figure, shortName } from "./names.ts";
import { Mark, OpsScreen, Unheard } from "./ops-piece.tsx";
import { breakerWords, useOpsText } from "./ops-texts.ts";
import type { Breakers } from "./standing.ts";
import { useOps } from "./use-ops.ts";

export function BreakersScreen() {
  const sayOps = useOpsText();
  const say = useBreakersText();
  const { data, error } = useOps("breakers", opsBreakers, { everyMs: 1_000 });
  const services = data?.services.toSorted(
    (a, b) => a.service.localeCompare(b.service) || a.gateway.localeCompare(b.gateway),
  );
  return (
    <OpsScreen title={sayOps("breakers")} lead={say("lead")} error={error} isLoading={!data}>
      <Unheard unheard={data?.unheard} />
      {services?.length === 0 ? <p>{say("none")}</p> : null}
      <div className="ops-breakers">
        {services?.map((one) => (
          <Breaker key={`${one.service} ${one.gateway}`} seen={one} />
        ))}
      </div>
    </OpsScreen>
  );
}

const toneOf = { closed: "good", "half-open": "look", open: "bad" } as const;

function Breaker({ seen }: { seen: Breakers["services"][number] }) {
  const { service, gateway, breaker, settings, retryBudget, underWay, lately, steps } = seen;
  const sayOps = useOpsText();
  const say = useBreakersText();
  const along = { kind: "moments" as const, heading: sayOps("time"), at: steps.map(({ at }) => at) };
  const of = (...names: string[]) =>
    steps.map(({ counts }) => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0));
  return (
    <article
      className="ops-breaker"
      data-testid="breaker"
      data-service={service}
      data-state={breaker.state}
      data-bad={breaker.state === "open" || undefined}
    >
      <h3>
        {service} <span className="soft">{say("from", { gateway: shortName(gateway) })}</span>{" "}
        <Mark tone={toneOf[breaker.state]}>{sayOps(breakerWords[breaker.state])}</Mark>
      </h3>
      <Chart
        title={say("window")}
        along={along}
        height={110}
        say={(n) => say("count", { n: figure(n) })}
        series={[
          { name: say("went"), shape: "area", tone: "main", values: of("success", "badRequest", "ignored") },
          { name: say("failed"), tone: "bad", values: of("failure", "timeout") },
          { name: say("turnedAway"), tone: "warm", values: of("rejected", "shortCircuited") },
        ]}
      />
      <p>
        {say("underWay", { n: underWay, most: settings.mostUnderWay })} ·{" "}
        {say("budget", { n: Math.floor(retryBudget) })} ·{" "}
        {lately.count === 0 ? say("noRequest") : say("p95", { n: figure(lately.p95Ms) })}
      </p>
      <p className="soft">
        {say("opensAt", {
          ...{ window: settings.windowMs / 1_000, volume: settings.volumeThreshold },
          ...{ share: settings.errorThresholdPercentage, reset: settings.resetMs / 1_000 },
        })}
      </p>
    </article>
  );
}
