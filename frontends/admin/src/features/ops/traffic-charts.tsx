import { opsTraffic } from "@siren/contracts/ops";
import { Chart } from "../../shared/chart.tsx";
import { figure } from "./names.ts";
import { Unheard } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { useOps } from "./use-ops.ts";

/** Rates and times of the last quarter of an hour; of one pipeline, or of all. */
export function TrafficCharts({ pipeline }: { pipeline?: string }) {
  const say = useOpsText();
  const asked = { everyMs: 5_000, ...(pipeline !== undefined && { query: { pipeline } }) };
  const { data } = useOps("traffic", opsTraffic, asked);
  const steps = data?.steps ?? [];
  const along = { kind: "moments" as const, heading: say("time"), at: steps.map(({ at }) => at) };
  const of = (value: (step: (typeof steps)[number]) => number | null) => steps.map(value);
  return (
    <>
      <Unheard unheard={data?.unheard} />
      <div className="ops-charts">
        <Chart
          title={say("requestsNow")}
          lead={say("requestsLead")}
          along={along}
          testId="chart-requests"
          say={(n) => say("perSecond", { n: figure(n) })}
          series={[
            { name: say("answered"), shape: "area", tone: "main", values: of((step) => step.perSecond) },
            { name: say("refusedLine"), tone: "warm", values: of((step) => step.refusedPerSecond) },
            { name: say("failedLine"), tone: "bad", values: of((step) => step.failedPerSecond) },
          ]}
        />
        <Chart
          title={say("latency")}
          lead={say("latencyLead")}
          along={along}
          testId="chart-latency"
          say={(n) => say("ms", { n: figure(n) })}
          series={[
            { name: "p50", tone: "main", values: of((step) => step.p50Ms) },
            { name: "p95", tone: "warm", values: of((step) => step.p95Ms) },
          ]}
        />
      </div>
    </>
  );
}
