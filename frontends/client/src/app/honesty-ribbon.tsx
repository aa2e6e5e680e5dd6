import { Ribbon } from "@siren/web/ui/ribbon";
import { useMoment } from "@siren/web/use-moment";
import { useObservable } from "@siren/web/use-observable";
import { useLocation } from "react-router";
import { copyTime, menuCopy } from "../shared/kept-copy.ts";
import { keptOrders } from "../shared/kept-orders.ts";
import { guestOwner } from "../shared/kept-placing.ts";
import { useMember, useServices, useSession } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";

/** The worst first, one at a time: several ribbons are read by nobody. */
export function HonestyRibbon() {
  const say = useText();
  const moment = useMoment();
  const { pathname } = useLocation();
  const { health, cart } = useServices();
  const ownerId = useMember()?.memberId ?? guestOwner;
  const { gateway, order, member, menu, barista } = useObservable(health.troubles);
  const { kind } = useSession();
  if (gateway) {
    const told = { time: moment(gateway.since) };
    const seenAt = keptOrders(ownerId)?.at;
    const orders = seenAt === undefined ? "" : say("ribbonOrders", { time: moment(seenAt) });
    return (
      <Ribbon tone="bad">
        {say("ribbonGateway", told)} {orders}
      </Ribbon>
    );
  }
  if (order?.kind === "down") return <Ribbon tone="bad">{say("ribbonOrder")}</Ribbon>;
  if (kind === "outage" || member?.kind === "down")
    return <Ribbon>{say(kind === "nobody" ? "ribbonMemberGuest" : "ribbonMember")}</Ribbon>;
  if (menu) {
    const at = menu.asOf ?? copyTime(menuCopy(pathname, cart.get().storeId));
    if (at === undefined) return <Ribbon>{say("ribbonMenuDown")}</Ribbon>;
    return <Ribbon>{say("ribbonMenuOld", { time: moment(at) })}</Ribbon>;
  }
  if (barista) return <Ribbon>{say("ribbonBarista")}</Ribbon>;
  return <Ribbon>{null}</Ribbon>;
}
