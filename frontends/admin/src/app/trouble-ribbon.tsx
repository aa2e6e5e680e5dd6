import { Ribbon } from "@siren/web/ui/ribbon";
import { useObservable } from "@siren/web/use-observable";
import { useServices, useSession } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";

/** What is not as usual, most pressing first; one line, because a board has no room for more. */
export function TroubleRibbon() {
  const say = useText();
  const { health } = useServices();
  const troubles = useObservable(health.troubles);
  const { kind } = useSession();
  if (troubles.gateway) return <Ribbon tone="bad">{say("ribbonGateway")}</Ribbon>;
  // Down as we have found it, or as order has, which answers in between.
  if (troubles.barista) return <Ribbon tone="bad">{say("ribbonBarista")}</Ribbon>;
  if (kind === "outage") return <Ribbon>{say("ribbonMember")}</Ribbon>;
  if (troubles.menu) return <Ribbon>{say("ribbonMenu")}</Ribbon>;
  return <Ribbon>{null}</Ribbon>;
}
