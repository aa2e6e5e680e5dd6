import type { MenuItem } from "@siren/contracts/menu";
import type { MenuDesk } from "@siren/contracts/menu-desk";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Link } from "react-router";
import { useMenu } from "../../shared/queries.ts";
import { Asked, MenuForm, Part, WriteFailure } from "./desk-parts.tsx";
import { deskAt, useDraft } from "./desk-queries.ts";
import { changesOf } from "./menu-changes.ts";
import { useMenuText } from "./menu-texts.ts";
import { OffMenu } from "./off-menu.tsx";
import { useMenuAct } from "./use-menu-act.ts";

/** The draft by its categories: what is on the menu, and what is kept beside it. */
export function MenuScreen({ storeId }: { storeId: string }) {
  const say = useMenuText();
  const draft = useDraft(storeId);
  return (
    <Part title={say("menu")} lead={say("menuLead")}>
      <Asked query={draft}>{(desk) => <DraftMenu {...{ storeId, desk }} />}</Asked>
    </Part>
  );
}

function DraftMenu({ storeId, desk }: { storeId: string; desk: MenuDesk }) {
  const say = useMenuText();
  const language = useLanguage();
  const sold = useMenu(storeId, true);
  const act = useMenuAct(storeId, desk);
  const changes = sold.data && desk.isEdited ? changesOf(sold.data, desk) : [];
  const kindOf = new Map(changes.map((change) => [change.itemId, change.kind]));
  const faulty = new Set(desk.faults.map(({ itemId }) => itemId));
  const nameOf = (item: MenuItem) => localised(item.name, language).trim() || item.itemId;

  const row = (item: MenuItem) => {
    const kind = kindOf.get(item.itemId);
    return (
      <li key={item.itemId} className="desk-item" data-testid={`draft-${item.itemId}`}>
        <Link
          className="desk-item-name"
          to={deskAt(storeId, `menu/items/${encodeURIComponent(item.itemId)}`)}
          data-testid={`edit-${item.itemId}`}
        >
          <strong>{nameOf(item)}</strong>
          <span className="desk-price">{won(item.price_krw, language)}</span>
        </Link>
        <span className="desk-tags">
          {kind === "added" ? <span className="desk-tag">{say("isNew")}</span> : null}
          {kind === "changed" ? <span className="desk-tag">{say("isChanged")}</span> : null}
          {faulty.has(item.itemId) ? (
            <span className="desk-tag" data-bad>
              {say("hasFault")}
            </span>
          ) : null}
        </span>
        <Button
          look="bare"
          busy={act.isPending}
          aria-label={say("takeOffNamed", { name: nameOf(item) })}
          data-testid={`take-off-${item.itemId}`}
          onClick={() => act.mutate({ what: "off", item })}
        >
          {say("takeOff")}
        </Button>
      </li>
    );
  };

  return (
    <MenuForm>
      <div className="desk-row">
        <Link to={deskAt(storeId, "menu/items/new")} className="ui-button" data-testid="new-item">
          {say("newItem")}
        </Link>
        <Link
          to={deskAt(storeId, "menu/layout")}
          className="ui-button"
          data-look="quiet"
          data-testid="to-layout"
        >
          {say("arrange")}
        </Link>
        {changes.length > 0 ? (
          <Link
            to={deskAt(storeId, "publish")}
            className="ui-button"
            data-look="quiet"
            data-testid="to-publish"
          >
            {say("toPublish", { n: changes.length })}
          </Link>
        ) : null}
      </div>
      <p className="soft">{say("soldSince", { n: sold.data?.menuVersion ?? desk.menuVersion })}</p>
      <WriteFailure error={act.error} />
      {desk.categories.map(({ categoryId, name }) => {
        const items = desk.items.filter((item) => item.categoryId === categoryId);
        return (
          <section key={categoryId} className="desk-group">
            <h2>{localised(name, language)}</h2>
            {items.length === 0 ? <p className="soft">{say("noItems")}</p> : <ul>{items.map(row)}</ul>}
          </section>
        );
      })}
      {desk.offMenu.length > 0 ? <OffMenu items={desk.offMenu} act={act} /> : null}
    </MenuForm>
  );
}
