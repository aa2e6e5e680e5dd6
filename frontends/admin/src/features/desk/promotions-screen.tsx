import { type Promotion, promotion, promotionList } from "@siren/contracts/menu-desk";
import { dayAndTime, localised, useLanguage } from "@siren/web/i18n";
import { randomHex } from "@siren/web/random-hex";
import { Button } from "@siren/web/ui/button";
import { Note } from "@siren/web/ui/note";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useServices } from "../../shared/services.ts";
import { Asked, MenuForm, Part, WriteFailure } from "./desk-parts.tsx";
import { storePath } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { PromotionEditor } from "./promotion-editor.tsx";
import { standingOf } from "./promotion-form.ts";
import { usePromotionText } from "./promotion-texts.ts";
import { clockOf } from "./seoul-time.ts";
import { SureDialog } from "./sure-dialog.tsx";
import { isConflict, useKeyedSend } from "./use-keyed-send.ts";

export const promotionsKey = (storeId: string) => ["desk", storeId, "promotions"];
const lookAgainMs = 30_000;

export function PromotionsScreen({ storeId }: { storeId: string }) {
  const say = usePromotionText();
  const { api } = useServices();
  const [picked, setPicked] = useState<{ promotionId: string; isNew: boolean } | null>(null);
  const promotions = useQuery({
    queryKey: promotionsKey(storeId),
    refetchInterval: lookAgainMs,
    queryFn: async ({ signal }) => {
      const path = `${storePath(storeId)}/promotions`;
      return (await api({ method: "GET", path, answer: promotionList, signal })).body.promotions;
    },
  });
  return (
    <Part title={say("promotions")} lead={say("promotionsLead")}>
      <Asked query={promotions}>
        {(all) => {
          const found = all.find(({ promotionId }) => promotionId === picked?.promotionId);
          if (picked && (found || picked.isNew))
            return (
              <PromotionEditor
                key={picked.promotionId}
                {...{ storeId, promotionId: picked.promotionId, found }}
                onDone={() => setPicked(null)}
              />
            );
          return (
            <MenuForm>
              <Button
                data-testid="new-promotion"
                onClick={() => setPicked({ promotionId: `promotion-${randomHex(5)}`, isNew: true })}
              >
                {say("fresh")}
              </Button>
              <PromotionRows
                {...{ storeId, all }}
                onEdit={({ promotionId }) => setPicked({ promotionId, isNew: false })}
              />
            </MenuForm>
          );
        }}
      </Asked>
    </Part>
  );
}

type RowsProps = { storeId: string; all: readonly Promotion[]; onEdit: (one: Promotion) => void };

function PromotionRows({ storeId, all, onEdit }: RowsProps) {
  const say = usePromotionText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const { now } = useServices();
  const send = useKeyedSend();
  const client = useQueryClient();
  const [removes, setRemoves] = useState<Promotion | null>(null);
  const remove = useMutation({
    mutationFn: ({ promotionId, version }: Promotion) => {
      const seen = new URLSearchParams({ expectedVersion: `${version}` });
      const path = `/menu/promotions/${encodeURIComponent(promotionId)}?${seen}`;
      return send({ method: "DELETE", path, answer: promotion });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: promotionsKey(storeId) }),
  });
  return (
    <>
      {remove.error && isConflict(remove.error) ? <Note tone="warn">{say("changedMeanwhile")}</Note> : null}
      {remove.error && !isConflict(remove.error) ? <WriteFailure error={remove.error} /> : null}
      {all.length === 0 ? <p className="soft">{say("none")}</p> : null}
      <ul className="desk-group">
        {all.map((one) => {
          const { promotionId, text, fromAt, untilAt, hours, words, storeIds } = one;
          const name = localised(text, language);
          const isOfAll = storeIds.length === 0;
          const time = { from: dayAndTime(fromAt, language), until: dayAndTime(untilAt, language) };
          const standing = standingOf(one, now());
          return (
            <li key={promotionId} className="desk-change" data-testid="promotion" data-standing={standing}>
              <span className="desk-tags">
                <span className="desk-tag">{say(standing)}</span>
              </span>
              <strong>{name}</strong>
              <span className="soft">{say("window", time)}</span>
              {hours ? (
                <span className="soft">
                  {say("daily", {
                    from: clockOf(hours.from),
                    until: hours.until === 1_440 ? "24:00" : clockOf(hours.until),
                  })}
                </span>
              ) : null}
              {words.length > 0 ? (
                <span className="soft">{say("withWords", { words: words.join(", ") })}</span>
              ) : null}
              {isOfAll ? (
                <span className="soft">{say("ofAll")}</span>
              ) : (
                <span className="desk-row">
                  <Button look="quiet" aria-label={say("editNamed", { name })} onClick={() => onEdit(one)}>
                    {deskSay("edit")}
                  </Button>
                  <Button
                    look="bare"
                    aria-label={deskSay("removeNamed", { name })}
                    onClick={() => setRemoves(one)}
                  >
                    {deskSay("remove")}
                  </Button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <SureDialog
        open={removes !== null}
        title={say("removeTitle")}
        lead={removes ? localised(removes.text, language) : ""}
        yes={deskSay("remove")}
        testId="confirm-remove"
        isHarsh
        onClose={() => setRemoves(null)}
        onSure={() => (removes ? remove.mutate(removes) : undefined)}
      />
    </>
  );
}
