import type { MenuDesk } from "@siren/contracts/menu-desk";
import { useLanguage } from "@siren/web/i18n";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link } from "react-router";
import { CategoryFields } from "./category-fields.tsx";
import { Clashes } from "./clashes.tsx";
import { Asked, MenuForm, Part, SaveBar } from "./desk-parts.tsx";
import { deskAt, itemOf, storePath, useDraft, useDraftWrite } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { ItemOrder } from "./item-order.tsx";
import { faultsOf, formOf, type LayoutForm, layoutFrom, movedWithin } from "./layout-form.ts";
import { useMenuText } from "./menu-texts.ts";
import { useKeptEdit } from "./use-kept-edit.ts";

/** Which categories there are, and in which order a customer meets everything. */
export function LayoutScreen({ storeId }: { storeId: string }) {
  const say = useMenuText();
  const draft = useDraft(storeId);
  return (
    <Part title={say("layout")} lead={say("layoutLead")}>
      <Link to={deskAt(storeId, "menu")} className="ui-link">
        {say("toMenu")}
      </Link>
      <Asked query={draft}>{(desk) => <LayoutEditor {...{ storeId, desk }} />}</Asked>
    </Part>
  );
}

function LayoutEditor({ storeId, desk }: { storeId: string; desk: MenuDesk }) {
  const say = useMenuText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const form = useRef<HTMLFormElement>(null);
  const theirs = formOf(desk);
  const edit = useKeptEdit(`${storeId}.layout`, theirs);
  const [isTried, setTried] = useState(false);
  const faults = isTried ? faultsOf(edit.value) : {};
  const write = useDraftWrite(storeId);
  const { categories, itemIds } = edit.value;
  const save = useMutation({
    mutationFn: (wish: LayoutForm) =>
      write(
        desk,
        (expectedDraftVersion) => ({
          ...{ method: "PUT", path: `${storePath(storeId)}/draft/layout` },
          body: { expectedDraftVersion, ...layoutFrom(wish) },
        }),
        (fresh) => JSON.stringify(formOf(fresh)) === JSON.stringify(theirs),
      ),
    onSuccess: () => edit.drop(),
  });
  const idsIn = (categoryId: string) => itemIds.filter((id) => itemOf(desk, id)?.categoryId === categoryId);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(faultsOf(edit.value));
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else if (edit.clashes.length === 0) save.mutate(edit.value);
  }
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <MenuForm>
        <Clashes
          clashes={edit.clashes}
          labelOf={(field) => say(field === "categories" ? "categories" : "layout")}
          wordsOf={(field, whose) => {
            const word = whose === "mine" ? edit.value : theirs;
            return field === "categories"
              ? word.categories.map((one) => one[language]).join(" · ")
              : deskSay("otherContent");
          }}
          onSettle={edit.settle}
        />
        <CategoryFields
          {...{ categories, faults }}
          isUsed={(categoryId) => idsIn(categoryId).length > 0}
          onChange={(next) => edit.change({ categories: next })}
        />
        {categories.map(({ categoryId, ...name }) => {
          const within = idsIn(categoryId);
          return within.length < 2 ? null : (
            <ItemOrder
              key={categoryId}
              {...{ desk, category: name[language], itemIds: within }}
              onMove={(itemId, by) => edit.change({ itemIds: movedWithin(itemIds, within, itemId, by) })}
            />
          );
        })}
        <SaveBar {...{ edit, save }} isFaulty={Object.keys(faults).length > 0} />
      </MenuForm>
    </form>
  );
}
