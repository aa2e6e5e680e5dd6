import type { MenuDesk } from "@siren/contracts/menu-desk";
import { localised, useLanguage } from "@siren/web/i18n";
import { randomHex } from "@siren/web/random-hex";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link } from "react-router";
import { Asked, Clashes, MenuForm, Part, SaveBar } from "./desk-parts.tsx";
import { deskAt, storePath, useDraft, useDraftWrite } from "./desk-queries.ts";
import { type Fault, faultWords, textFault, useDeskText } from "./desk-texts.ts";
import { useMenuText } from "./menu-texts.ts";
import { MoveButtons } from "./move-buttons.tsx";
import { moved } from "./moved.ts";
import { useKeptEdit } from "./use-kept-edit.ts";

type Category = { categoryId: string; ko: string; en: string };
type LayoutForm = { categories: Category[]; itemIds: string[] };

const formOf = ({ categories, items }: MenuDesk): LayoutForm => ({
  categories: categories.map(({ categoryId, name }) => ({ categoryId, ...name })),
  itemIds: items.map(({ itemId }) => itemId),
});

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
  const [faults, setFaults] = useState<Record<string, Fault>>({});
  const write = useDraftWrite(storeId);
  const { categories, itemIds } = edit.value;
  const save = useMutation({
    mutationFn: ({ categories, itemIds }: LayoutForm) =>
      write(
        desk,
        (expectedDraftVersion) => ({
          ...{ method: "PUT", path: `${storePath(storeId)}/draft/layout` },
          body: {
            ...{ expectedDraftVersion, itemIds },
            categories: categories.map(({ categoryId, ko, en }) => ({
              ...{ categoryId, name: { ko: ko.trim(), en: en.trim() } },
            })),
          },
        }),
        (fresh) => JSON.stringify(formOf(fresh)) === JSON.stringify(theirs),
      ),
    onSuccess: () => edit.drop(),
  });
  const items = new Map(desk.items.map((item) => [item.itemId, item]));
  const idsIn = (categoryId: string) => itemIds.filter((id) => items.get(id)?.categoryId === categoryId);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found: Record<string, Fault> = {};
    for (const { categoryId, ko, en } of categories) {
      const ofKo = textFault(ko, 80);
      const ofEn = textFault(en, 80);
      if (ofKo) found[`${categoryId}.ko`] = ofKo;
      if (ofEn) found[`${categoryId}.en`] = ofEn;
    }
    setFaults(found);
    const [first] = Object.keys(found);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else if (edit.clashes.length === 0) save.mutate(edit.value);
  }
  const put = (at: number, patch: Partial<Category>) =>
    edit.change({ categories: categories.map((one, place) => (place === at ? { ...one, ...patch } : one)) });
  /** Past the neighbour of its own category, whatever stands between them in the list of all. */
  function moveItem(itemId: string, by: -1 | 1): void {
    const within = idsIn(items.get(itemId)?.categoryId ?? "");
    const neighbour = within[within.indexOf(itemId) + by];
    if (neighbour === undefined) return;
    const swapped = itemIds.map((id) => (id === itemId ? neighbour : id === neighbour ? itemId : id));
    edit.change({ itemIds: swapped });
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
        <section className="desk-card">
          <h2>{say("categories")}</h2>
          <ul className="desk-choices">
            {categories.map(({ categoryId, ...name }, at) => {
              const named = name[language] || say("newCategory");
              const field = (which: "ko" | "en", label: string) => ({
                ...{ label, value: name[which], name: `${categoryId}.${which}`, maxLength: 200, lang: which },
                error: faultWords(deskSay, faults[`${categoryId}.${which}`]),
                "data-testid": `category-${categoryId}-${which}`,
                onChange: ({ target }: { target: { value: string } }) => put(at, { [which]: target.value }),
              });
              const isUsed = idsIn(categoryId).length > 0;
              return (
                <li key={categoryId}>
                  <Field {...field("ko", say("categoryKo"))} required />
                  <Field {...field("en", say("categoryEn"))} required />
                  <MoveButtons
                    name={named}
                    isFirst={at === 0}
                    isLast={at === categories.length - 1}
                    onMove={(by) => edit.change({ categories: moved(categories, at, by) })}
                  />
                  {isUsed ? (
                    <span className="soft">{say("categoryInUse")}</span>
                  ) : (
                    <Button
                      look="bare"
                      aria-label={deskSay("removeNamed", { name: named })}
                      onClick={() =>
                        edit.change({ categories: categories.filter((_, place) => place !== at) })
                      }
                    >
                      {deskSay("remove")}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
          <Button
            look="quiet"
            data-testid="add-category"
            onClick={() => {
              const fresh = { categoryId: `category-${randomHex(4)}`, ko: "", en: "" };
              edit.change({ categories: [...categories, fresh] });
            }}
          >
            {say("addCategory")}
          </Button>
        </section>
        {categories.map(({ categoryId, ...name }) => {
          const within = idsIn(categoryId);
          return within.length < 2 ? null : (
            <section key={categoryId} className="desk-group">
              <h2>{say("itemsOf", { name: name[language] })}</h2>
              <ol>
                {within.map((itemId, at) => {
                  const item = items.get(itemId);
                  const named = item ? localised(item.name, language) : itemId;
                  return (
                    <li key={itemId} className="desk-item">
                      <span className="desk-item-name">{named}</span>
                      <MoveButtons
                        name={named}
                        isFirst={at === 0}
                        isLast={at === within.length - 1}
                        onMove={(by) => moveItem(itemId, by)}
                      />
                    </li>
                  );
                })}
              </ol>
            </section>
          );
        })}
        <SaveBar {...{ edit, save }} isFaulty={Object.keys(faults).length > 0} />
      </MenuForm>
    </form>
  );
}
