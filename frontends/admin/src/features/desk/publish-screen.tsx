import { publishedMenu } from "@siren/contracts/menu";
import { type MenuDesk, menuDesk } from "@siren/contracts/menu-desk";
import { Button } from "@siren/web/ui/button";
import { Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMenu } from "../../shared/queries.ts";
import { ChangeList } from "./change-list.tsx";
import { Asked, MenuForm, Part, WriteFailure } from "./desk-parts.tsx";
import { draftKey, storePath, useDraft } from "./desk-queries.ts";
import { changesOf, isRearranged } from "./menu-changes.ts";
import { PublishFaults } from "./publish-faults.tsx";
import { usePublishText } from "./publish-texts.ts";
import { SureDialog } from "./sure-dialog.tsx";
import { useKeyedSend } from "./use-keyed-send.ts";

/** What would change for customers, why it could not, and the tap that makes it so. */
export function PublishScreen({ storeId }: { storeId: string }) {
  const say = usePublishText();
  const draft = useDraft(storeId);
  const sold = useMenu(storeId, true);
  return (
    <Part title={say("publish")} lead={say("publishLead")}>
      <Asked query={draft}>
        {(desk) => <Asked query={sold}>{(menu) => <Preview {...{ storeId, desk, sold: menu }} />}</Asked>}
      </Asked>
    </Part>
  );
}

type PreviewProps = { storeId: string; desk: MenuDesk; sold: ReturnType<typeof publishedMenu.parse> };

function Preview({ storeId, desk, sold }: PreviewProps) {
  const say = usePublishText();
  const client = useQueryClient();
  const send = useKeyedSend();
  const [asks, setAsks] = useState<"publish" | "discard" | null>(null);
  const close = () => setAsks(null);
  const seen = { expectedDraftVersion: desk.draftVersion };
  const lookAgain = () => {
    void client.invalidateQueries({ queryKey: draftKey(storeId) });
    void client.invalidateQueries({ queryKey: ["menu", storeId] });
  };
  const publish = useMutation({
    mutationFn: () =>
      send({
        ...{ method: "POST", path: "/menu/publish", answer: publishedMenu },
        body: { storeId, ...seen },
      }),
    onSuccess(menu) {
      client.setQueryData(["menu", storeId], menu);
      void client.invalidateQueries({ queryKey: draftKey(storeId) });
    },
    onError: lookAgain,
  });
  const discard = useMutation({
    mutationFn: () =>
      send({
        ...{ method: "DELETE", answer: menuDesk },
        path: `${storePath(storeId)}/draft?${new URLSearchParams({ expectedDraftVersion: `${desk.draftVersion}` })}`,
      }),
    onSuccess: (fresh) => client.setQueryData(draftKey(storeId), fresh),
    onError: lookAgain,
  });

  const changes = desk.isEdited ? changesOf(sold, desk) : [];
  const rearranged = desk.isEdited && isRearranged(sold, desk);
  const isAny = changes.length > 0 || rearranged;
  const isOld = desk.isEdited && desk.menuVersion !== sold.menuVersion;
  return (
    <MenuForm>
      {publish.data && !isAny ? (
        <div data-testid="published">
          <Note>{say("published", { n: publish.data.menuVersion })}</Note>
        </div>
      ) : null}
      {discard.isSuccess && !isAny ? <Note>{say("discarded")}</Note> : null}
      {isAny ? null : <p data-testid="no-changes">{say("noChanges")}</p>}
      {isOld ? (
        <div data-testid="draft-is-old">
          <Note tone="warn">{say("versionOff")}</Note>
        </div>
      ) : null}
      <PublishFaults {...{ storeId, desk }} />
      <ChangeList changes={changes} />
      {rearranged ? <p data-testid="rearranged">{say("rearranged")}</p> : null}
      <WriteFailure error={publish.error ?? discard.error} />
      {isAny ? (
        <div className="desk-row">
          <Button
            data-testid="publish"
            disabled={desk.faults.length > 0 || isOld}
            busy={publish.isPending}
            onClick={() => setAsks("publish")}
          >
            {say("publishNow", { n: sold.menuVersion + 1 })}
          </Button>
          <Button
            look="quiet"
            busy={discard.isPending}
            data-testid="discard"
            onClick={() => setAsks("discard")}
          >
            {say("discard")}
          </Button>
        </div>
      ) : null}
      <SureDialog
        open={asks === "publish"}
        title={say("confirmTitle")}
        lead={say("confirmLead", { n: changes.length })}
        yes={say("confirm")}
        testId="confirm-publish"
        onClose={close}
        onSure={() => publish.mutate()}
      />
      <SureDialog
        open={asks === "discard"}
        title={say("discardTitle")}
        lead={say("discardLead", { n: changes.length })}
        yes={say("discard")}
        testId="confirm-discard"
        isHarsh
        onClose={close}
        onSure={() => discard.mutate()}
      />
    </MenuForm>
  );
}
