import { clockTime, timeOnItsDay, useLanguage } from "@siren/web/i18n";
import { Ribbon } from "@siren/web/ui/ribbon";
import { useObservable } from "@siren/web/use-observable";
import { copyTime } from "../shared/kept-copy.ts";
import { keptOrders } from "../shared/kept-orders.ts";
import { guestOwner } from "../shared/placement.ts";
import { useMember, useServices, useSession } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";

/** The worst first, one at a time: several ribbons are read by nobody. */
export function HonestyRibbon() {
  const say = useText();
  const language = useLanguage();
  const { health } = useServices();
  const { gateway, order, member, menu, barista } = useObservable(health.troubles);
  const ownerId = useMember()?.memberId ?? guestOwner;
  const isOutage = useSession().kind === "outage";
  if (gateway) {
    const told = { time: clockTime(gateway.since, language) };
    const seenAt = keptOrders(ownerId)?.at;
    const orders = seenAt === undefined ? "" : say("ribbonOrders", { time: timeOnItsDay(seenAt, language) });
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
    return <Ribbon>{say("ribbonMenuOld", { time: timeOnItsDay(at, language) })}</Ribbon>;
  }
  if (barista) return <Ribbon>{say("ribbonBarista")}</Ribbon>;
  return <Ribbon>{null}</Ribbon>;
}
