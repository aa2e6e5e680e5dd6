import type { MenuItem } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useState } from "react";
import { useMenuText } from "./menu-texts.ts";
import { SureDialog } from "./sure-dialog.tsx";
import type { MenuAct } from "./use-menu-act.ts";

/** What is kept beside the menu, to be put back or to go for good. */
export function OffMenu({ items, act }: { items: readonly MenuItem[]; act: MenuAct }) {
  const say = useMenuText();
  const language = useLanguage();
  const [forgets, setForgets] = useState<MenuItem | null>(null);
  const nameOf = (item: MenuItem) => localised(item.name, language).trim() || item.itemId;
  return (
    <section className="desk-group" data-testid="off-menu">
      <h2>{say("offMenu")}</h2>
      <p className="soft">{say("offMenuLead")}</p>
      <ul>
        {items.map((item) => (
          <li key={item.itemId} className="desk-item" data-testid={`off-${item.itemId}`}>
            <span className="desk-item-name">
              <strong>{nameOf(item)}</strong>
              <span className="desk-price">{won(item.price_krw, language)}</span>
            </span>
            <Button
              look="quiet"
              busy={act.isPending}
              aria-label={say("putBackNamed", { name: nameOf(item) })}
              data-testid={`put-back-${item.itemId}`}
              onClick={() => act.mutate({ what: "back", item })}
            >
              {say("putBack")}
            </Button>
            <Button
              look="bare"
              aria-label={say("forgetNamed", { name: nameOf(item) })}
              onClick={() => setForgets(item)}
            >
              {say("forget")}
            </Button>
          </li>
        ))}
      </ul>
      <SureDialog
        open={forgets !== null}
        title={say("forgetTitle", { name: forgets ? nameOf(forgets) : "" })}
        lead={say("forgetLead")}
        yes={say("forget")}
        testId="forget"
        isHarsh
        onClose={() => setForgets(null)}
        onSure={() => (forgets ? act.mutate({ what: "forget", item: forgets }) : undefined)}
      />
    </section>
  );
}
