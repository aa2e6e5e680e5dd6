import type { MenuDesk } from "@siren/contracts/menu-desk";
import { localised, useLanguage } from "@siren/web/i18n";
import { Link } from "react-router";
import { deskAt, itemOf } from "./desk-queries.ts";
import { useFaultText } from "./menu-texts.ts";
import { usePublishText } from "./publish-texts.ts";

/** Why it could not be published, each with the way to the field that it is about. */
export function PublishFaults({ storeId, desk }: { storeId: string; desk: MenuDesk }) {
  const say = usePublishText();
  const faultSay = useFaultText();
  const language = useLanguage();
  if (desk.faults.length === 0) return null;
  return (
    <section className="desk-clashes" data-testid="publish-faults">
      <h2>{say("faults")}</h2>
      <ul>
        {desk.faults.map(({ code, itemId, part, text }) => {
          const item = itemId === null ? undefined : itemOf(desk, itemId);
          const name = item ? localised(item.name, language) || item.itemId : null;
          return (
            <li key={`${code}${itemId}${part}${text}`}>
              {name === null ? null : <strong>{name}</strong>}
              <span>{faultSay(code)}</span>
              <Link
                className="ui-link"
                to={deskAt(
                  storeId,
                  itemId === null ? "menu/layout" : `menu/items/${encodeURIComponent(itemId)}`,
                )}
              >
                {name === null ? say("toLayout") : say("toMend", { name })}
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
