import { opsRegistry } from "@siren/contracts/ops";
import { isApiFailure } from "@siren/web/failures";
import { LiveChip } from "@siren/web/ui/live-chip";
import { FailureNote } from "@siren/web/ui/note";
import { Link, Route, Routes, useLocation } from "react-router";
import { AuditScreen } from "./audit-screen.tsx";
import { BreakersScreen } from "./breakers-screen.tsx";
import { ExplainScreen } from "./explain-screen.tsx";
import { FeedsScreen } from "./feeds-screen.tsx";
import { JourneyScreen } from "./journey-screen.tsx";
import { LogsScreen } from "./logs-screen.tsx";
import { type OpsTextKey, useOpsText } from "./ops-texts.ts";
import { OverviewScreen } from "./overview-screen.tsx";
import { ProblemsScreen } from "./problems-screen.tsx";
import { RegistryScreen } from "./registry-screen.tsx";
import { TrafficScreen } from "./traffic-screen.tsx";
import { useOps } from "./use-ops.ts";
import { useOpsLive } from "./use-ops-live.ts";
import "./ops.css";
import "./ops-parts.css";

const parts = [
  ...["overview", "registry", "traffic", "breakers", "feeds", "audit"],
  ...["problems", "journey", "explain", "logs"],
] as const satisfies readonly OpsTextKey[];

/** Where operations see the whole and steer it. Who may not is refused by the server, and told so here. */
export function OpsRoom() {
  const say = useOpsText();
  const { error } = useOps("registry", opsRegistry);
  const isForbidden = isApiFailure(error) && error.kind === "problem" && error.problem.code === "FORBIDDEN";
  return isForbidden ? (
    <div className="narrow" data-testid="ops-refused">
      <h1>{say("opsRoom")}</h1>
      <p>{say("opsOnly")}</p>
      <FailureNote error={error} />
    </div>
  ) : (
    <Room />
  );
}

function Room() {
  const say = useOpsText();
  const { status, happened } = useOpsLive();
  const { pathname } = useLocation();
  const [, , here = ""] = pathname.split("/");
  return (
    <div className="ops">
      <div className="ops-head">
        <h1>{say("opsRoom")}</h1>
        <LiveChip status={status} />
      </div>
      <nav aria-label={say("parts")} className="ops-nav">
        <ul>
          {parts.map((name) => {
            const at = name === "overview" ? "" : name;
            return (
              <li key={name}>
                <Link
                  to={`/ops/${at}`}
                  aria-current={here === at ? "page" : undefined}
                  data-testid={`ops-${name}`}
                >
                  {say(name)}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <Routes>
        <Route index element={<OverviewScreen happened={happened} />} />
        <Route path="registry" element={<RegistryScreen />} />
        <Route path="traffic" element={<TrafficScreen />} />
        <Route path="breakers" element={<BreakersScreen />} />
        <Route path="feeds" element={<FeedsScreen />} />
        <Route path="audit" element={<AuditScreen />} />
        <Route path="problems" element={<ProblemsScreen />} />
        <Route path="journey" element={<JourneyScreen />} />
        <Route path="explain" element={<ExplainScreen />} />
        <Route path="logs" element={<LogsScreen />} />
      </Routes>
    </div>
  );
}
