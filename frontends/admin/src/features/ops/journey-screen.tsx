import { opsJourney } from "@siren/contracts/journey";
import { useSearchParams } from "react-router";
import { JourneyForm } from "./journey-form.tsx";
import { JourneyShown } from "./journey-shown.tsx";
import { useJourneyText } from "./journey-texts.ts";
import { askedIn } from "./journey-view.ts";
import { OpsScreen } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { useOps } from "./use-ops.ts";

/** What is asked for stands in the address: it can be handed on. */
export function JourneyScreen() {
  const sayOps = useOpsText();
  const say = useJourneyText();
  const [search, setSearch] = useSearchParams();
  const asked = askedIn(search);
  const { data, error, isFetching } = useOps("journey", opsJourney, {
    ...{ everyMs: 15_000, enabled: asked !== null },
    ...(asked && { query: asked }),
  });
  return (
    <OpsScreen title={sayOps("journey")} lead={say("lead")}>
      <JourneyForm
        asked={asked}
        failure={error}
        busy={isFetching && !data}
        onAsk={(next) => setSearch(next)}
      />
      {asked && data ? <JourneyShown journey={data} /> : null}
    </OpsScreen>
  );
}
