import type { MenuItem } from "@siren/contracts/menu";
import type { MenuDesk } from "@siren/contracts/menu-desk";
import { localised, useLanguage } from "@siren/web/i18n";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Clashes } from "./clashes.tsx";
import { Asked, MenuForm, Part, SaveBar } from "./desk-parts.tsx";
import { deskAt, itemOf, untouched, useDraft, useDraftWrite } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { ItemBasics } from "./item-basics.tsx";
import {
  blankForm,
  faultsOfForm,
  formOf,
  freshId,
  type ItemFaults,
  type ItemForm,
  itemFrom,
} from "./item-form.ts";
import { type MenuTextKey, useFaultText, useMenuText } from "./menu-texts.ts";
import { OptionGroups } from "./option-groups.tsx";
import { OptionPairs } from "./option-pairs.tsx";
import { PictureField } from "./picture-field.tsx";
import { useKeptEdit } from "./use-kept-edit.ts";

export function ItemScreen({ storeId }: { storeId: string }) {
  const say = useMenuText();
  const language = useLanguage();
  const { itemId = "" } = useParams();
  const draft = useDraft(storeId);
  const isNew = itemId === "new";
  return (
    <Asked query={draft}>
      {(desk) => {
        const item = itemOf(desk, itemId);
        const title = isNew ? say("newItem") : item ? localised(item.name, language) : say("menu");
        return (
          <Part title={title}>
            <Link to={deskAt(storeId, "menu")} className="ui-link">
              {say("toMenu")}
            </Link>
            {item || isNew ? (
              <ItemEditor key={itemId} {...{ storeId, desk, item }} />
            ) : (
              <p data-testid="item-gone">{say("itemGone")}</p>
            )}
          </Part>
        );
      }}
    </Asked>
  );
}

type EditorProps = { storeId: string; desk: MenuDesk; item: MenuItem | undefined };

function ItemEditor({ storeId, desk, item }: EditorProps) {
  const say = useMenuText();
  const deskSay = useDeskText();
  const faultSay = useFaultText();
  const go = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const theirs = item ? formOf(item) : blankForm(desk.categories[0]?.categoryId ?? "");
  const edit = useKeptEdit(`${storeId}.item.${item?.itemId ?? "new"}`, theirs);
  const [faults, setFaults] = useState<ItemFaults>({});
  const write = useDraftWrite(storeId);
  const save = useMutation({
    async mutationFn(value: ItemForm) {
      const taken = new Set([...desk.items, ...desk.offMenu].map((one) => one.itemId));
      const itemId = item?.itemId ?? freshId(value.nameEn, taken, `item-${taken.size + 1}`);
      await write(
        desk,
        (expectedDraftVersion) => ({
          ...{ method: "PUT", path: `/menu/items/${encodeURIComponent(itemId)}` },
          body: { storeId, expectedDraftVersion, item: itemFrom(value) },
        }),
        untouched(desk, itemId),
      );
      return itemId;
    },
    onSuccess(itemId) {
      edit.drop();
      if (!item) void go(deskAt(storeId, `menu/items/${encodeURIComponent(itemId)}`), { replace: true });
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = faultsOfForm(edit.value);
    setFaults(found);
    const [first] = Object.keys(found);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else if (edit.clashes.length === 0) save.mutate(edit.value);
  }
  const change = (patch: Partial<ItemForm>) => {
    edit.change(patch);
    if (Object.keys(faults).length > 0) setFaults(faultsOfForm({ ...edit.value, ...patch }));
  };
  const ofItem = desk.faults.filter(({ itemId }) => item && itemId === item.itemId);
  const common = { value: edit.value, faults, change };
  const served = ofItem.map(({ code, part }) => ({ part, words: faultSay(code) }));
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <MenuForm>
        <Clashes
          clashes={edit.clashes}
          labelOf={(field) => say(labels[field])}
          wordsOf={(field, whose) => {
            const word = (whose === "mine" ? edit.value : theirs)[field];
            if (typeof word !== "string") return deskSay("otherContent");
            return word === "" ? deskSay("nothing") : word;
          }}
          onSettle={edit.settle}
        />
        <ServedFaults words={served.filter(({ part }) => part === null).map(({ words }) => words)} />
        <ItemBasics {...common} categories={desk.categories} />
        <PictureField
          name={edit.value.nameKo}
          itemId={item?.itemId ?? "item"}
          pictureId={edit.value.pictureId}
          onChange={(pictureId) => change({ pictureId })}
        />
        <OptionGroups {...common} served={served} items={desk.items} />
        <OptionPairs {...common} />
        <SaveBar
          {...{ edit, save }}
          isFaulty={Object.keys(faults).length > 0}
          onDrop={() => {
            edit.drop();
            setFaults({});
          }}
        />
      </MenuForm>
    </form>
  );
}

/** What keeps it from being published, where it is about the item as a whole. */
function ServedFaults({ words }: { words: string[] }) {
  if (words.length === 0) return null;
  return (
    <ul className="ui-note" data-tone="warn" data-testid="item-faults">
      {words.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

const labels: Record<keyof ItemForm, MenuTextKey> = {
  ...{ categoryId: "category", nameKo: "nameKo", nameEn: "nameEn", aboutKo: "aboutKo", aboutEn: "aboutEn" },
  ...{ price: "price", prepSeconds: "prepSeconds", kcal: "kcal", allergens: "allergens" },
  ...{ isCounted: "isCounted", pictureId: "picture", groups: "options", pairs: "pairs" },
};
