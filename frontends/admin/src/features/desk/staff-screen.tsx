import { type StaffView, staffList } from "@siren/contracts/accounts";
import { useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { Note } from "@siren/web/ui/note";
import { useObservable } from "@siren/web/use-observable";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMember, useServices } from "../../shared/services.ts";
import { Asked, Part, WriteFailure } from "./desk-parts.tsx";
import { useDeskText } from "./desk-texts.ts";
import { StaffEditor } from "./staff-editor.tsx";
import { useStaffText } from "./staff-texts.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

export const staffKey = (storeId: string) => ["desk", storeId, "staff"];

/** Who works at this store; a manager appoints, changes and lets go. */
export function StaffScreen({ storeId }: { storeId: string }) {
  const say = useStaffText();
  const { api, health } = useServices();
  const away = useObservable(health.troubles).member;
  const [picked, setPicked] = useState<StaffView | "new" | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const staff = useQuery({
    queryKey: staffKey(storeId),
    queryFn: async ({ signal }) => {
      const path = `/member/staff?${new URLSearchParams({ store: storeId })}`;
      return (await api({ method: "GET", path, answer: staffList, signal })).body.staff;
    },
  });
  return (
    <Part title={say("staff")} lead={say("staffLead")}>
      {away ? <Note tone="warn">{say("away")}</Note> : null}
      <fieldset className="desk-form" disabled={away !== undefined}>
        <Asked query={staff}>
          {(all) => {
            const found = picked === "new" ? undefined : all.find((one) => one.memberId === picked?.memberId);
            if (picked === "new" || found)
              return (
                <StaffEditor
                  key={found?.memberId ?? "new"}
                  {...{ storeId, found }}
                  onDone={(name) => {
                    setAdded(picked === "new" ? name : null);
                    setPicked(null);
                  }}
                />
              );
            return (
              <>
                {added === null ? null : (
                  <div data-testid="staff-added">
                    <Note>{say("added", { name: added })}</Note>
                  </div>
                )}
                <Button
                  data-testid="add-staff"
                  onClick={() => {
                    setAdded(null);
                    setPicked("new");
                  }}
                >
                  {say("add")}
                </Button>
                <StaffRows {...{ storeId, all }} onEdit={setPicked} />
              </>
            );
          }}
        </Asked>
      </fieldset>
    </Part>
  );
}

type RowsProps = { storeId: string; all: readonly StaffView[]; onEdit: (one: StaffView) => void };

function StaffRows({ storeId, all, onEdit }: RowsProps) {
  const say = useStaffText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const me = useMember();
  const client = useQueryClient();
  const send = useKeyedSend();
  const [letsGo, setLetsGo] = useState<StaffView | null>(null);
  const letGo = useMutation({
    mutationFn: ({ memberId }: StaffView) =>
      send({ method: "DELETE", path: `/member/staff/${encodeURIComponent(memberId)}`, answer: null }),
    onSettled: () => void client.invalidateQueries({ queryKey: staffKey(storeId) }),
  });
  const byName = all.toSorted((a, b) => a.nickname.localeCompare(b.nickname, language));
  return (
    <>
      <WriteFailure error={letGo.error} />
      {all.length === 0 ? <p className="soft">{say("none")}</p> : null}
      <ul className="desk-group">
        {byName.map((one) => {
          const { memberId, nickname, email, roles, stores, hasPin } = one;
          const isMe = memberId === me?.memberId;
          // Whom only ops may change is said at once, not after a form was filled in.
          const isElsewhere = stores.some((each) => !me?.stores.includes(each));
          return (
            <li key={memberId} className="desk-change" data-testid="staff-row" data-email={email ?? ""}>
              <strong>{isMe ? `${nickname} (${say("you")})` : nickname}</strong>
              <span className="soft">{email ?? say("noEmail")}</span>
              <span className="desk-tags">
                {roles
                  .filter((role) => role === "barista" || role === "manager" || role === "ops")
                  .map((role) => (
                    <span key={role} className="desk-tag">
                      {say(role)}
                    </span>
                  ))}
                <span className="soft">{say(hasPin ? "hasPin" : "noPin")}</span>
              </span>
              {isMe ? <span className="soft">{say("notOwn")}</span> : null}
              {isElsewhere && !isMe ? <span className="soft">{say("elsewhereToo")}</span> : null}
              {isMe || isElsewhere ? null : (
                <span className="desk-row">
                  <Button
                    look="quiet"
                    aria-label={say("editTitle", { name: nickname })}
                    data-testid="edit-staff"
                    onClick={() => onEdit(one)}
                  >
                    {deskSay("edit")}
                  </Button>
                  <Button
                    look="bare"
                    busy={letGo.isPending}
                    aria-label={say("letGoNamed", { name: nickname })}
                    data-testid="let-go"
                    onClick={() => setLetsGo(one)}
                  >
                    {say("letGo")}
                  </Button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <Dialog
        open={letsGo !== null}
        title={say("letGoTitle", { name: letsGo?.nickname ?? "" })}
        onClose={() => setLetsGo(null)}
      >
        <p>{say("letGoLead")}</p>
        <div className="ui-dialog-actions">
          <Button look="quiet" onClick={() => setLetsGo(null)}>
            {deskSay("cancel")}
          </Button>
          <Button
            look="danger"
            data-testid="confirm-let-go"
            onClick={() => {
              if (letsGo) letGo.mutate(letsGo);
              setLetsGo(null);
            }}
          >
            {say("letGo")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
