import { clockTime, useLanguage } from "@siren/web/i18n";
import { Ribbon } from "@siren/web/ui/ribbon";
import { useObservable } from "@siren/web/use-observable";
import { copyTime } from "../shared/kept-copy.ts";
import { useServices, useSession } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";

/** The worst first, one at a time: several ribbons are read by nobody. */
export function HonestyRibbon() {
  const say = useText();
  const language = useLanguage();
  const { health } = useServices();
  const { gateway, order, member, menu, barista } = useObservable(health.troubles);
  const isOutage = useSession().kind === "outage";
  if (gateway) {
    const told = { time: clockTime(gateway.since, language) };
    const seenAt = copyTime("orders");
    const orders = seenAt === undefined ? "" : say("ribbonOrders", { time: clockTime(seenAt, language) });
    return (
      <Ribbon tone="bad">
        {say("ribbonGateway", told)} {orders}
      </Ribbon>
    );
  }
  if (order?.kind === "down") return <Ribbon tone="bad">{say("ribbonOrder")}</Ribbon>;
  if (isOutage || member?.kind === "down") return <Ribbon>{say("ribbonMember")}</Ribbon>;
  if (menu) {
    const at = menu.asOf ?? copyTime("stores");
    if (at === undefined) return <Ribbon>{say("ribbonMenuDown")}</Ribbon>;
    return <Ribbon>{say("ribbonMenuOld", { time: clockTime(at, language) })}</Ribbon>;
  }
  if (barista) return <Ribbon>{say("ribbonBarista")}</Ribbon>;
  return <Ribbon>{null}</Ribbon>;
}
